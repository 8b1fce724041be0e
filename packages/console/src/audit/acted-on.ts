import type { AuditLine } from '@aipress/contract/audit.ts'

export interface ActedOn {
  /** The site or thing, as it is called. */
  name: string
  /** The rest of the input in few words. */
  detail: string
}

/** Inputs that name what is acted on, the site first. */
const NAMING = [
  'site',
  'shard',
  'bulk',
  'title',
  'name',
  'email',
  'person',
  'account',
  'token',
  'mail',
  'operation',
]
const DETAIL_LENGTH_MAX = 140

/** What a line of the audit is about, drawn from its input and, where it is known, its site's name. */
export function actedOn({ input, siteId }: AuditLine, siteNames: ReadonlyMap<string, string>): ActedOn {
  const values = valuesOf(input)
  const known = siteId === undefined ? undefined : siteNames.get(siteId)
  if (values === undefined) return { name: known ?? '', detail: shortened(input) }
  const key = NAMING.find((each) => values[each] !== undefined)
  const named = key === undefined ? undefined : String(values[key])
  const name = known ?? named ?? siteId ?? ''
  const rest = Object.entries(values)
    .filter(([each, value]) => each !== 'site' && !(each === key && String(value) === name))
    .map(([each, value]) => `${each} ${wordsOf(value)}`)
  return { name, detail: shortened(rest.join(', ')) }
}

/** For reading: one key per line. An input that was cut at its limit is no JSON any more. */
export function readableInput(input: string): string {
  const values = valuesOf(input)
  return values === undefined ? input : JSON.stringify(values, undefined, 2)
}

function valuesOf(input: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(input)
    const plain = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    return plain ? (parsed as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).join(' ')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function shortened(text: string): string {
  return text.length <= DETAIL_LENGTH_MAX ? text : `${text.slice(0, DETAIL_LENGTH_MAX - 1)}…`
}
