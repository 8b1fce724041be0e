import type { ChatForm, FormField, FormValue, FormValues } from '@aipress/contract'
import type { Session } from '../session.ts'
import { clean, wrap } from '../views/text.ts'
import type { ChatRequest } from './chat-stream.ts'
import { askOrLeave, isGivingUp } from './leaving.ts'

/** Who changes more than this in one form does not mean to send it. */
const CHANGES_MAX = 20

/** How things stand around a form that is to be filled in. */
export interface Around {
  /** The question in words beside it, where words answer it too; `slot` is what it asks for. */
  readonly question: { readonly slot?: string | undefined } | undefined
  /** What was typed before, where that was refused: it is asked for again. */
  readonly refused: FormValues | undefined
}

type Answer = Pick<ChatRequest, 'form' | 'text'> | undefined

/**
 * Asks for what a form lacks, field by field; an empty answer leaves it, and what is said next answers in words. Where
 * nothing is missing it asks whether to send it as it is. Without a terminal nothing is asked.
 */
export async function fillIn(
  session: Session,
  form: ChatForm,
  { question, refused }: Around,
): Promise<Answer> {
  if (!session.terminal.isInteractive) return undefined
  const { formId, fields } = form
  const asked = fields.filter((field) =>
    refused === undefined ? field.required && field.value === undefined : isAskedAgain(field, refused),
  )
  if (asked.length === 0) return whetherToSend(session, form, { ...refused })
  const values: Record<string, FormValue> = { ...refused }
  for (const field of asked) {
    const before = refused === undefined ? undefined : (refused[field.name] ?? field.value)
    const typed = await askFor(session, field, before)
    if (typed === '' && before === undefined) return undefined
    if (typed === '') continue
    const value = valueIn(field, typed)
    // More than the bare value may be said in answer to a question, and only to one.
    if (asked.length === 1 && value === undefined && question !== undefined && refused === undefined)
      return { text: typed }
    if (value === undefined && isGivingUp(typed)) return undefined
    values[field.name] = value ?? typed
  }
  return { form: { formId, values } }
}

function askFor(session: Session, field: FormField, before?: FormValue): Promise<string> {
  const shown = before === undefined ? '' : ` [${clean(String(before))}]`
  const isOption = (typed: string) => valueIn(field, typed) !== undefined
  return askOrLeave(session, `${clean(field.label)}${shown}: `, isOption)
}

/** Of a form that was sent as it was, all that it needs. */
function isAskedAgain({ name, required }: FormField, refused: FormValues): boolean {
  return Object.keys(refused).length === 0 ? required : name in refused
}

async function whetherToSend(
  session: Session,
  { formId, fields }: ChatForm,
  values: Record<string, FormValue>,
): Promise<Answer> {
  for (let changed = 0; changed < CHANGES_MAX; changed += 1) {
    const said = (await askOrLeave(session, 'Send it? (yes, no, or the field to change) ')).toLowerCase()
    if (/^y(es)?$/.test(said)) return { form: { formId, values } }
    if (said === '' || /^no?$/.test(said) || isGivingUp(said)) return undefined
    const field = fields.find(({ label, name }) => [label.toLowerCase(), name.toLowerCase()].includes(said))
    if (field === undefined) {
      session.terminal.err(`It has these fields: ${fields.map(({ label }) => clean(label)).join(', ')}\n`)
      continue
    }
    const typed = await askFor(session, field)
    if (typed !== '') values[field.name] = valueIn(field, typed) ?? typed
  }
  return undefined
}

/** What a bare value of each kind looks like; any words may be a text. */
const BARE: Partial<Record<FormField['kind'], RegExp>> = {
  number: /^\d+$/,
  moment: /^\d{4}-\d{2}-\d{2}\S*$/,
  email: /^\S+@\S+$/,
}

/** An option, its number as the list shows it, or the bare value; undefined where it may be more than that. */
function valueIn({ kind, options = [] }: FormField, typed: string): FormValue | undefined {
  if (kind === 'flag' && /^(y(es)?|true)$/i.test(typed)) return true
  if (kind === 'flag' && /^(no?|false)$/i.test(typed)) return false
  const said = typed.toLowerCase()
  const named = options.find(({ value, label }) => [value.toLowerCase(), label.toLowerCase()].includes(said))
  const option = named ?? (/^\d+$/.test(typed) ? options[Number(typed) - 1] : undefined)
  return option?.value ?? (BARE[kind]?.test(typed) === true ? typed : undefined)
}

/** What a form asks, a line for each field. */
export function linesOf({ fields }: ChatForm, question: Around['question'], lineWidth: number): string[] {
  const width = Math.max(...fields.map(({ label }) => label.length))
  return fields.flatMap(({ name, label, required, value, hint, options = [], kind }) => {
    const state = value === undefined ? (required ? 'needed' : 'optional') : sayValue(value)
    const told = kind === 'choice' ? options.map((option) => option.label).join(', ') : (hint ?? '')
    // A question for a site has told them.
    const sites = kind === 'site' && value === undefined && question?.slot !== name ? options : []
    return [
      `${clean(label).padEnd(width)}  ${wrap(`${clean(state)}${told === '' ? '' : ` – ${clean(told)}`}`, lineWidth, width + 2)}`,
      ...sites.map((option, index) => `${' '.repeat(width)}  ${index + 1}. ${clean(option.label)}`),
    ]
  })
}

const sayValue = (value: FormValue) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value))
