import type { AnyAction } from '@aipress/contract'
import { fillSample } from './guards.ts'
import type { Meaning, Scene } from './meaning.ts'
import { fold } from './words.ts'

const GREETING =
  /^(hi|hello|hey|hey there|hi there|hello there|good (morning|afternoon|evening|day)|moin|servus|hallo|greetings|yo|howdy)( aipress| assistant| there| everyone)?$/
const THANKS =
  /^(thanks|thank you|thank you very much|many thanks|thx|cheers|great thanks|perfect thanks|thanks a lot|ok thanks|great|perfect|nice|cool|awesome|wonderful|good job|well done|excellent|super|ok|okay|fine|got it)( so much| a lot| you)?$/
const FAREWELL = /^(bye|goodbye|good bye|see you|see you later|good night|ciao|quit|exit)$/
const HELP =
  /^(help|help me|\?|what can (you|i) (do|say|ask)( here| for me)?|what do you do|what are you able to do|how does this work|how do i use (this|you)|what should i (say|ask)|commands|menu|options|show me what you can do|what is possible|i need help|how can you help( me)?|what can i do here)$/
const IDENTITY =
  /^(who are you|what are you|are you (a |an )?(human|bot|robot|ai|machine|person|real)( person)?|what is your name|which model are you|are you chatgpt)$/
const NO = /^(no|nope|cancel|never ?mind|forget it|stop|nothing)$/
const YES = /^(yes|yep|yeah|sure|yes please)$/

/** Greetings, thanks and calls for help, when nothing else was said. */
export function smallTalk(text: string, actions: readonly AnyAction[], scene: Scene): Meaning | undefined {
  const words = fold(text)
    .replace(/\bwhat['’]s\b/g, 'what is')
    .replace(/[^\p{L}\p{N}? ]+/gu, ' ')
    .replace(/(?<=.)\?+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(please )+|( please)+$/g, '')
  if (words === '' || HELP.test(words)) return say(help(actions, scene))
  if (GREETING.test(words)) return say(`Hello! ${help(actions, scene)}`)
  if (THANKS.test(words)) return say('You are welcome. What next?')
  if (FAREWELL.test(words)) return say('Goodbye. Your sites go on running.')
  if (IDENTITY.test(words))
    return say(
      'I am the built-in assistant of AIPress: a small program on this platform that understands requests about your sites, without any cloud service.',
    )
  if (NO.test(words)) return say('All right, I did nothing.')
  if (YES.test(words)) return say('I had asked nothing. What would you like me to do?')
  return undefined
}

export function notUnderstood(actions: readonly AnyAction[], scene: Scene): Meaning {
  return say(`I did not understand that, so I did nothing. ${help(actions, scene)}`)
}

/** What people need first; others follow in the contract's order. */
const FIRST = [
  'sites.create',
  'sites.list',
  'sites.login',
  'hostnames.add',
  'sites.logs',
  'sites.wp',
  'sites.suspend',
  'platform.status',
]
const SAMPLES_MAX = 8

function help(actions: readonly AnyAction[], { permitted }: Scene): string {
  const allowed = actions.filter((action) => permitted.has(action.name))
  const rank = (action: AnyAction) =>
    FIRST.includes(action.name) ? FIRST.indexOf(action.name) : FIRST.length
  const samples = allowed
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, SAMPLES_MAX)
    .map((action) => `- ${capital(fillSample(action.examples[0] ?? action.summary))}`)
  return `You can say, for example:\n${samples.join('\n')}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function say(text: string): Meaning {
  return { kind: 'say', text }
}
