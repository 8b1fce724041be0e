import type { ChatForm, FormField, FormValue } from '@aipress/contract'
import { ask } from '../ask.ts'
import { clean } from '../views/text.ts'
import type { ChatRequest } from './chat-stream.ts'
import type { Talk } from './conversation.ts'

/**
 * Asks for what a form lacks, field by field; an empty answer leaves it, and what is said next answers in words. A
 * single answer goes as words, as more than the bare value may be said then. Without a terminal nothing is asked.
 */
export async function fillIn(
  { session }: Talk,
  { formId, fields }: ChatForm,
): Promise<Pick<ChatRequest, 'form' | 'text'> | undefined> {
  const missing = fields.filter(({ required, value }) => required && value === undefined)
  if (!session.terminal.isInteractive || missing.length === 0) return undefined
  const values: Record<string, FormValue> = {}
  for (const field of missing) {
    const typed = await ask(session, `${clean(field.label)}: `)
    if (typed === '') return undefined
    if (missing.length === 1) return { text: typed }
    values[field.name] = optionOf(field, typed)
  }
  return { form: { formId, values } }
}

/** An option by its number, as the list shows it. */
function optionOf({ options = [] }: FormField, typed: string): string {
  return (/^\d+$/.test(typed) ? options[Number(typed) - 1]?.value : undefined) ?? typed
}

/** What a form asks, a line for each field. */
export function linesOf({ fields }: ChatForm): string[] {
  // Of one that is missing, the question before has told the sites.
  const isOnly = fields.filter((field) => field.required && field.value === undefined).length === 1
  const width = Math.max(...fields.map(({ label }) => label.length))
  return fields.flatMap(({ label, required, value, hint, options = [], kind }) => {
    const state = value === undefined ? (required ? 'needed' : 'optional') : String(value)
    const told = kind === 'choice' ? options.map((option) => option.label).join(', ') : (hint ?? '')
    const sites = kind === 'site' && value === undefined && !isOnly ? options : []
    return [
      `${clean(label).padEnd(width)}  ${clean(state)}${told === '' ? '' : ` – ${clean(told)}`}`,
      ...sites.map((option, index) => `${' '.repeat(width)}  ${index + 1}. ${clean(option.label)}`),
    ]
  })
}
