import type { LanguageCode } from './languages/language.ts'

/** "What would happen if I deleted the bakery?" asks for nothing to be done. */
const ASKED: Readonly<Record<LanguageCode, RegExp>> = {
  en: /^(?:(?:what|tell me what) (?:would|will|does) (?:happen|it do) (?:if|when) (?:i|we|you)|what happens (?:if|when) (?:i|we|you)|(?:do |make )?a? ?dry[- ]?run(?: of)?:?|simulate:?) (.+)$/is,
  de: /^(?:was (?:würde|wird|passiert|geschieht)(?: passieren| geschehen)?,? wenn (?:ich|wir|du|man)|probelauf:?) (.+)$/is,
  es: /^¿?(?:qué|que) (?:pasa|pasaría|sucede|sucedería) si (?:yo )?(.+)$/is,
  fr: /^(?:que|qu['’]est-ce qui) (?:se )?passe(?:rait)?(?:-t)?(?:-il)? si (?:je |j['’]|on |nous )(.+)$/is,
  ja: /^(.+?)(?:したら|すると)、?どうなりますか[？?]?$/su,
}

/** As they are said after "if I". What is not here is left as it is. */
const ENGLISH_PAST: Readonly<Record<string, string>> = {
  deleted: 'delete',
  removed: 'remove',
  destroyed: 'destroy',
  suspended: 'suspend',
  paused: 'pause',
  resumed: 'resume',
  restored: 'restore',
  renamed: 'rename',
  moved: 'move',
  changed: 'change',
  switched: 'switch',
  upgraded: 'upgrade',
  downgraded: 'downgrade',
  purged: 'purge',
  cleared: 'clear',
  flushed: 'flush',
  emptied: 'empty',
  created: 'create',
  made: 'make',
  added: 'add',
  gave: 'give',
  invited: 'invite',
  revoked: 'revoke',
  drained: 'drain',
  retired: 'retire',
}

/** The order that is only thought of; undefined where something is really asked for. */
export function whatIf(text: string, code: LanguageCode): string | undefined {
  const order = ASKED[code].exec(text.trim())?.[1]?.replace(/[?？]+$/, '')
  if (order === undefined || code !== 'en') return order
  return order.replace(/^\w+/, (verb) => ENGLISH_PAST[verb.toLowerCase()] ?? verb)
}
