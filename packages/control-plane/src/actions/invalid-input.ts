import { AipressError, type AnyAction } from '@aipress/contract'
import type { z } from 'zod'

/** More would hide the first. */
const PROBLEMS_SHOWN_MAX = 3

/** Parses strictly: an input that the action does not know is a mistake to hear of, not to drop. */
export function parseInput(action: AnyAction, input: unknown): unknown {
  const parsed = (action.input as z.ZodObject).strict().safeParse(input ?? {})
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => describe(issue, input))
  throw new AipressError('invalid_input', [...new Set(problems)].slice(0, PROBLEMS_SHOWN_MAX).join(' '), {
    hint: describeInputs(action),
  })
}

function describeInputs(action: AnyAction): string {
  const shape = (action.input as z.ZodObject).shape
  const names = Object.entries(shape).map(([name, schema]) =>
    (schema as z.ZodType).safeParse(undefined).success ? `${name} (optional)` : name,
  )
  return names.length === 0
    ? `${action.name} takes no input.`
    : `${action.name} takes ${listed(names, 'and')}.`
}

function describe(issue: z.core.$ZodIssue, input: unknown): string {
  const name = nameOf(issue.path)
  const problem = problemOf(issue, valueAt(input, issue.path))
  if (problem !== undefined) return `${name} ${problem}`
  return /^[A-Z].*[.!?]$/s.test(issue.message)
    ? `${issue.message.slice(0, -1)} (${name}).`
    : `${name}: ${issue.message}.`
}

/** In our words what the library says in its own; undefined where the contract gave a text itself. */
function problemOf(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (!/^(Invalid|Too|Unrecognized|Number)/.test(issue.message)) return undefined
  if (value === undefined && issue.code !== 'unrecognized_keys') return 'is missing.'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${withArticle(issue.expected)}.`
    case 'invalid_union':
    case 'invalid_value':
      return 'values' in issue ? `must be ${listed(issue.values.map(String), 'or')}.` : 'is not valid.'
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? 'cannot be empty.'
        : `must ${amount('at least', issue.minimum, issue.origin)}.`
    case 'too_big':
      return `must ${amount('at most', issue.maximum, issue.origin)}.`
    case 'unrecognized_keys':
      return `has no ${listed(
        issue.keys.map((key) => `"${key}"`),
        'or',
      )}.`
    default:
      return 'is not valid.'
  }
}

function amount(limit: string, value: number | bigint, origin: string): string {
  if (origin === 'string') return `have ${limit} ${value} characters`
  if (origin === 'array') return `have ${limit} ${value} items`
  return `be ${limit} ${value}`
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'The input' : `"${path.map(String).join('.')}"`
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = input ?? {}
  for (const name of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[name]
  return value
}

function withArticle(type: string): string {
  const word = { int: 'whole number', boolean: 'true or false', record: 'object' }[type] ?? type
  if (word.startsWith('true')) return word
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`
}

function listed(words: readonly string[], joint: 'and' | 'or'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`
}
