import { ACTIONS } from '@aipress/contract'
import type { CommanderError } from 'commander'
import { parseUsage } from './usage.ts'

interface Told {
  message: string
  hint: string
}

/** Verbs that many nouns have; more would be the whole list. */
const SUGGESTIONS_MAX = 4

/**
 * What the parser found wrong, in sentences that name the whole command. The parser keeps facts only inside its
 * messages; one that is not known here is told as it is.
 */
export function tellUsageError({ message }: Pick<CommanderError, 'message'>, words: readonly string[]): Told {
  const plain = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  const action = ACTIONS.find((candidate) =>
    parseUsage(candidate).words.every((word, index) => words[index] === word),
  )
  const [noun] = words
  const isNoun = ACTIONS.some(({ cli }) => cli.startsWith(`${noun} `))
  const command = action === undefined ? noun : parseUsage(action).words.join(' ')
  const hint =
    action !== undefined
      ? `For example: ${action.cliExample}`
      : isNoun
        ? `See "aipress ${noun} --help".`
        : 'See "aipress help".'
  for (const [pattern, tell] of SENTENCES) {
    const found = pattern.exec(plain)
    if (found !== null) return { message: tell(found, command ?? '', isNoun), hint }
  }
  return { message: plain, hint }
}

type Sentence = (found: RegExpExecArray, command: string, isNoun: boolean) => string

const SENTENCES: readonly (readonly [RegExp, Sentence])[] = [
  [
    /^unknown command '(.*?)'(.*)$/,
    ([, word = '', suggested = ''], command, isNoun) => {
      const under = isNoun && word !== command ? `${command} ` : ''
      return `There is no command "aipress ${under}${word}".${didYouMean(word, suggested, under)}`
    },
  ],
  [/^missing required argument '(.*)'$/, ([, name], command) => `"aipress ${command}" needs <${name}>.`],
  [
    /^too many arguments.* Expected (\d+) arguments? but got (\d+)/,
    ([, expected, got], command) =>
      `"aipress ${command}" takes ${words(expected)}, not ${got}. Put what belongs together in quotes.`,
  ],
  [
    /^unknown option '(.*?)'(?: \(Did you mean (.*)\?\))?$/,
    ([, option, similar], command) =>
      `"aipress${command === '' ? '' : ` ${command}`}" has no option ${option}.${similar === undefined ? '' : ` Did you mean ${similar}?`}`,
  ],
  [
    /^option '.*?(--\S+).*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/,
    ([, option, value, choices]) => `${option} must be one of ${choices}, not "${value}".`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/,
    ([, value, name, choices]) => `<${name}> must be one of ${choices}, not "${value}".`,
  ],
  [
    /^option '.*?(--\S+).*' argument '.*' is invalid\. It takes one value, and "(.*)" was given already/s,
    ([, option, value]) =>
      `${option} takes one value, and "${value}" was given already: call again for another.`,
  ],
  [/^option '(.*)' argument missing$/, ([, option]) => `A value is missing after ${option}.`],
  [
    /^required option '(.*)' not specified$/,
    ([, option], command) => `"aipress ${command}" needs ${option}.`,
  ],
]

const words = (count = '0') =>
  count === '0' ? 'nothing more' : `${count} ${count === '1' ? 'value' : 'values'}`

/** A verb without its noun is the likelier slip than a word that is spelt like it. */
function didYouMean(word: string, suggested: string, under: string): string {
  const ofVerb = ACTIONS.map((action) => parseUsage(action).words).filter(
    ([noun, verb]) => under === '' && verb === word && noun !== word,
  )
  const spelt = /Did you mean (?:one of )?(.*)\?/.exec(suggested)?.[1]?.split(', ') ?? []
  const commands =
    ofVerb.length > 0
      ? ofVerb.slice(0, SUGGESTIONS_MAX).map((path) => path.join(' '))
      : spelt.map((name) => under + name)
  if (commands.length === 0) return ''
  const quoted = commands.map((command) => `"aipress ${command}"`)
  return ` Did you mean ${[quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' or ')}?`
}
