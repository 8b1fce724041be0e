import {
  type ChatForm,
  type FormField,
  type FormValue,
  type FormValues,
  listOf,
} from '@aipress/contract/chat-form.ts'
import { ACTIONS } from '@aipress/contract/index.ts'

/** What the fields hold, as they hold it; moments as `2026-11-30T14:05`, in UTC. */
export type Held = Readonly<Record<string, string | boolean>>

export function heldOf({ fields }: ChatForm): Held {
  return Object.fromEntries(fields.map((field) => [field.name, heldValue(field)]))
}

function heldValue({ kind, value }: FormField): string | boolean {
  if (kind === 'flag') return value === true || value === 'true'
  if (kind === 'moment' && value !== undefined) return String(value).slice(0, 'YYYY-MM-DDTHH:MM'.length)
  return value === undefined ? '' : String(value)
}

/** What is sent: every field, so that what was emptied stays out. */
export function valuesOf({ fields }: ChatForm, held: Held): FormValues {
  return Object.fromEntries(
    fields.flatMap((field): [string, FormValue][] => {
      const value = held[field.name] ?? ''
      if (field.kind === 'moment' && value !== '') return [[field.name, `${value}:00.000Z`]]
      // What was never said stays unsaid.
      if (value === false && field.value === undefined) return []
      return [[field.name, typeof value === 'string' ? value.trim() : value]]
    }),
  )
}

/** What is wrong with which field, by the action's own rules; the server has the last word. */
export function problemsOf(form: ChatForm, values: FormValues): Readonly<Record<string, string>> {
  const missing = form.fields.filter(({ name, required }) => required && (values[name] ?? '') === '')
  const problems: Record<string, string> = Object.fromEntries(
    missing.map(({ name, kind }) => [name, kind === 'choice' ? 'Choose one.' : 'This is needed.']),
  )
  const action = ACTIONS.find(({ name }) => name === form.action)
  const lists = new Set(form.fields.filter(({ list }) => list === true).map(({ name }) => name))
  const given = Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, lists.has(name) ? listOf(value) : value]),
  )
  for (const issue of action?.input.safeParse(given).error?.issues ?? []) {
    const name = String(issue.path[0] ?? '')
    // A line of words is split by the server.
    const isLine = issue.code === 'invalid_type' && issue.expected === 'array'
    if (!isLine && name in given) problems[name] ??= issue.message
  }
  return problems
}
