import type { Alignment } from './align.ts'
import type { Token } from './tokens.ts'
import { fold } from './words.ts'

const HOW_TO =
  /^(?:so |and |but |hey |please )*(?:how (?:do|can|could|would|should|does|to)\b|what happens|what would happen|what if|should (?:i|we)\b|why\b|when\b|is it (?:safe|possible|ok|okay) to\b|(?:can|could|may) (?:i|we) (?:undo|still)\b|did (?:you|i|we|someone|anyone|somebody)\b|who (?:did |has |had )?(?:delet|remov|suspend|renam|creat)|have (?:you|i|we)\b|has (?:it|anyone|someone)\b|was (?:it|the)\b|tell me how\b|explain\b|if (?:i|we|you)\b)/

const NEGATION = new Set([
  'not',
  'never',
  'nobody',
  'without',
  'avoid',
  'undo',
  'instead',
  'except',
  'unless',
])
const MANY = new Set([
  'all',
  'every',
  'everything',
  'each',
  'both',
  'sites',
  'websites',
  'blogs',
  'everyone',
  'everybody',
])

/**
 * Why something that looks like an order is none, or is too wide a one. Mostly for actions that do
 * something: a wrong answer to a question harms nobody.
 */
export function refusal({
  text,
  tokens,
  alignment,
}: {
  text: string
  tokens: readonly Token[]
  alignment: Alignment
}): string | undefined {
  const { action, elements } = alignment.template
  if (action.effect === 'reads') return alsoDestroys(tokens)
  const words = outsideText(tokens, alignment)
  const own = new Set(elements.map((element) => (element.kind === 'word' ? element.word : '')))
  const said = (set: ReadonlySet<string>) => words.some((word) => set.has(word) && !own.has(word))
  const verb = action.summary.charAt(0).toLowerCase() + action.summary.slice(1)
  if (said(NEGATION))
    return `I did nothing. If you want me to ${verb}, say so plainly, for example: "${sampleOf(alignment)}".`
  if (HOW_TO.test(fold(text).trim()) && !own.has('how'))
    return `To ${verb}, say for example: "${sampleOf(alignment)}". ${action.description ?? ''}`.trim()
  if (action.effect !== 'creates' && said(MANY))
    return 'I do that for one site at a time, so that nothing happens by mistake. Which one?'
  if (action.effect === 'destroys' && !beginsWithVerb(tokens, alignment))
    return `I did nothing. If you want me to ${verb}, say: "${sampleOf(alignment)}".`
  return undefined
}

const DESTROYING = new Set('delete remove destroy erase trash drop wipe kill purge'.split(' '))

/** "List my sites and delete all of them": the harmless half alone would be no answer. */
function alsoDestroys(tokens: readonly Token[]): string | undefined {
  const isOrder = tokens.some(
    ({ word, quoted }, index) =>
      quoted === undefined && DESTROYING.has(word) && /^(and|then|also)$/.test(tokens[index - 1]?.word ?? ''),
  )
  return isOrder
    ? 'I did nothing: I delete one thing at a time, and ask before each. Say for example "list my sites", then "delete corner-bakery".'
    : undefined
}

/** Words that are not inside a title, a name or a command. */
function outsideText(tokens: readonly Token[], { spans, template }: Alignment): string[] {
  const covered = new Set<number>()
  for (const element of template.elements) {
    const span = element.kind === 'slot' ? spans.get(element.slot.name) : undefined
    if (span !== undefined) for (let index = span[0]; index < span[1]; index += 1) covered.add(index)
  }
  return tokens.filter((_, index) => !covered.has(index)).map((token) => token.word)
}

/** "Delete …", not "… was deleted" or "the button to delete …". */
function beginsWithVerb(tokens: readonly Token[], { template, leftOver }: Alignment): boolean {
  return template.elements[0]?.kind === 'word' && !leftOver.includes(0) && tokens.length > 0
}

const SAMPLES: Record<string, string> = {
  site: 'corner-bakery',
  title: 'Corner Bakery',
  hostname: 'bakery.example.com',
  email: 'anna@example.com',
  person: 'anna@example.com',
  name: 'Blue Agency',
  token: 'deploy script',
  account: 'Blue Agency',
  args: 'plugin list',
  tier: 'silver',
  role: 'owner',
}

/** An example of the contract with its slots filled. */
export function sampleOf({ template: { action } }: Pick<Alignment, 'template'>): string {
  return fillSample(action.examples[0] ?? action.summary)
}

export function fillSample(example: string): string {
  return example.replace(/\{(\w+)\}/g, (_, slot: string) => SAMPLES[slot] ?? slot)
}
