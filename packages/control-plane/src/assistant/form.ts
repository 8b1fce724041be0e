import {
  AipressError,
  type AnyAction,
  CHAT_NOTE_KEY,
  type ChatForm,
  type FormField,
  type FormStanding,
  type FormValue,
  type FormValues,
  isOfPlatform,
  listOf,
  newId,
  standingOf,
  toolName,
} from '@aipress/contract'
import type { UIMessage } from 'ai'
import { z } from 'zod'
import { isSecret } from '../actions/index.ts'
import type { Caller } from '../kernel/caller.ts'
import { splitWords } from './interpreter/command-line.ts'
import { LANGUAGE_CODES } from './interpreter/languages/language.ts'
import { LANGUAGES } from './interpreter/languages/languages.ts'
import type { Pending } from './interpreter/meaning.ts'
import { type Slot, slotsOf } from './interpreter/slots.ts'
import type { Texts } from './interpreter/texts/texts.ts'

/** Asks the person for what a request lacks. */
export const FORM_TOOL = 'form'

export const FORM_DESCRIPTION =
  'Show the person a form when it is clear which tool they want but not what with: they see every input of that tool, with those you know filled in, and sending it calls the tool. Nothing is done by this itself, and your turn ends with it.'

/** Optional inputs beyond these would hide what matters. */
const OPTIONAL_MAX = 5
const OPTIONS_MAX = 20

export const FormInput = z.object({
  tool: z.string().describe('the name of one of the other tools'),
  input: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('what is known already, as that tool takes it; leave out what is not known'),
  language: z.enum(LANGUAGE_CODES).default('en').describe('the language that the person writes in'),
  sites: z
    .object({
      offered: z.array(z.object({ value: z.string(), label: z.string() })).max(OPTIONS_MAX),
      hasMore: z.boolean(),
    })
    .optional(),
  dryRun: z.boolean().optional(),
})
export type FormInput = z.input<typeof FormInput>

/** Of models: which sites there are is not theirs to say. */
export const ModelFormInput = FormInput.omit({ sites: true, dryRun: true })

/** A form in the place of a tool's output. */
export interface AskedForm {
  readonly shownForm: ChatForm
  /** Said before it, where the form came of a call; words may answer it too. */
  readonly question?: { readonly text: string; readonly pending: Pending }
}

export function isForm(output: unknown): output is AskedForm {
  return typeof output === 'object' && output !== null && 'shownForm' in output
}

/** The form for what was proposed. It may leave nothing out that is known: what is sent has been seen. */
export function formOf(
  proposed: unknown,
  permitted: ReadonlyMap<string, AnyAction>,
  caller: Caller,
): ChatForm {
  const { tool, input, language, sites, dryRun } = parse(proposed)
  const action = permitted.get(tool)
  if (action === undefined)
    throw new AipressError('action_not_found', `There is no tool "${tool.slice(0, 60)}" to ask for.`, {
      hint: `Use the tools’ own names, such as ${toolName(permitted.values().next().value as AnyAction)}.`,
    })
  const texts = LANGUAGES.get(language)?.texts
  const slots = [...slotsOf(action).values()]
  const secret = slots.find(({ name, required }) => required && isSecret(name))
  if (secret !== undefined)
    throw new AipressError(
      'invalid_input',
      `${action.summary}: keys and passwords are not taken in the chat.`,
    )
  const isKnown = ({ name }: Slot) => input[name] !== undefined
  const required = slots.filter((slot) => slot.required)
  const optional = slots.filter((slot) => !slot.required && !isSecret(slot.name))
  const known = optional.filter(isKnown)
  const further = optional
    .filter((slot) => !isKnown(slot) && isSensible(slot, caller))
    .slice(0, Math.max(0, OPTIONAL_MAX - known.length))
  const shown = [...required, ...optional.filter((slot) => known.includes(slot) || further.includes(slot))]
  return {
    formId: newId('form'),
    action: action.name,
    title: capital(texts?.actions[action.name] ?? action.summary),
    fields: shown.map((slot) => fieldOf(slot, { action, known: input[slot.name], sites, texts })),
    ...(dryRun === true ? { dryRun } : {}),
  }
}

function parse(proposed: unknown): z.output<typeof FormInput> {
  const parsed = FormInput.safeParse(proposed)
  if (parsed.success) return parsed.data
  throw new AipressError('invalid_input', 'A form has the name of a tool and the input that is known.')
}

/** Inputs that shape an answer rather than a request. */
const OF_ANSWERS = new Set(['cursor', 'limit', 'follow'])
/** Where many accounts and shards are one's own. */
const OF_OPERATORS = new Set(['account', 'shard', 'to', 'controlGroup'])

function isSensible({ name }: Slot, caller: Caller): boolean {
  if (OF_ANSWERS.has(name)) return false
  return !OF_OPERATORS.has(name) || isOfPlatform(caller.role)
}

interface Drawing {
  readonly action: AnyAction
  readonly known: unknown
  readonly sites: z.output<typeof FormInput>['sites']
  readonly texts: Texts | undefined
}

function fieldOf(slot: Slot, { action, known, sites, texts }: Drawing): FormField {
  const kind = kindOf(slot)
  const isSwitch = slot.kind === 'flag'
  // Off is what an empty box says already.
  const unsaid = isSwitch ? slot.default || undefined : kind === 'choice' ? slot.default : undefined
  const shown = shownValue(known ?? unsaid, slot)
  const value = isSwitch && kind === 'choice' && shown !== undefined ? String(shown) : shown
  const options = kind === 'site' ? sites?.offered : kind === 'choice' ? choicesOf(slot, texts) : undefined
  return {
    name: slot.name,
    label: capital(texts?.inputs[slot.name] ?? wordsOf(slot.name)),
    kind,
    required: slot.required,
    ...(value === undefined ? {} : { value }),
    ...(slot.description === '' ? {} : { hint: slot.description }),
    ...(slot.list === true ? { list: true as const } : {}),
    ...(options === undefined ? {} : { options }),
    ...(kind === 'site' && (sites === undefined || sites.hasMore) ? { hasMore: true } : {}),
    ...(kind === 'site' && action.name.endsWith('.undelete') ? { state: 'deleted' } : {}),
    ...(slot.min === undefined ? {} : { min: slot.min }),
    ...(slot.max === undefined ? {} : { max: slot.max }),
  }
}

/** Where leaving it out is neither yes nor no, there are three to choose from. */
function kindOf(slot: Slot): FormField['kind'] {
  if (slot.list === true) return 'text'
  if (slot.kind === 'flag' && !slot.required && slot.default === undefined) return 'choice'
  return KINDS[slot.kind] ?? 'text'
}

function choicesOf(slot: Slot, texts: Texts | undefined): FormField['options'] {
  if (slot.kind !== 'flag') return slot.values.map((one) => ({ value: one, label: one }))
  const [yes, no] = texts?.yesAndNo ?? ['Yes', 'No']
  return [
    { value: 'true', label: yes },
    { value: 'false', label: no },
  ]
}

const KINDS: Partial<Record<Slot['kind'], FormField['kind']>> = {
  site: 'site',
  person: 'person',
  shard: 'shard',
  choice: 'choice',
  moment: 'moment',
  number: 'number',
  duration: 'number',
  flag: 'flag',
  email: 'email',
}

function shownValue(value: unknown, { list }: Slot): FormField['value'] {
  if (Array.isArray(value) && list === true) return value.join(', ')
  if (Array.isArray(value)) return value.map((word) => quoted(String(word))).join(' ')
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return undefined
}

/** So that splitting the line gives the same words again. */
function quoted(word: string): string {
  if (/^[^\s"'“”]+$/.test(word)) return word
  return word.includes('"') ? `'${word}'` : `"${word}"`
}

const wordsOf = (name: string) =>
  name.replace(/([a-z0-9])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`)

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The form among what was said, while it is open: other talk leaves it so, and it is sent once at most. */
export function openForm(past: readonly UIMessage[], formId: string): ChatForm {
  for (const [index, { role, parts }] of past.entries()) {
    for (const part of role === 'assistant' ? parts : []) {
      const form = part.type === 'data-form' ? (part.data as ChatForm) : undefined
      if (form?.formId !== formId) continue
      const standing = standingOf(form, past.slice(index + 1))
      if (standing === 'open') return form
      throw new AipressError('form_not_open', WHY_CLOSED[standing], { hint: 'Ask for it again in the chat.' })
    }
  }
  throw new AipressError('form_not_open', 'There is no such form in this conversation.', {
    hint: 'Ask for it again in the chat.',
  })
}

const WHY_CLOSED: Readonly<Record<Exclude<FormStanding, 'open'>, string>> = {
  sent: 'This form was sent already.',
  answered: 'This form is closed, as what it asks for was said in words.',
  anew: 'This form is closed, as another one for the same stands below it.',
}

/** The action's input as the form was filled in. Fails for what the form does not ask and what the action refuses. */
export function inputOfForm(
  form: ChatForm,
  values: FormValues,
  actions: readonly AnyAction[],
): { action: AnyAction; input: Record<string, unknown> } {
  const action = actions.find(({ name }) => name === form.action)
  if (action === undefined)
    throw new AipressError('not_permitted', `${form.title}: your role does not include that any more.`)
  const unasked = Object.keys(values).find((name) => !form.fields.some((field) => field.name === name))
  if (unasked !== undefined)
    throw new AipressError('invalid_input', `The form does not ask for "${unasked.slice(0, 60)}".`)
  const slots = slotsOf(action)
  const input: Record<string, unknown> = {}
  for (const { name, value: known } of form.fields) {
    const value = name in values ? values[name] : known
    if (value === undefined || value === '') continue
    input[name] = inputOf(value, slots.get(name))
  }
  const parsed = action.input.safeParse(input)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = form.fields.find(({ name }) => name === issue?.path[0])
    throw new AipressError('invalid_input', [field?.label, issue?.message].filter(Boolean).join(': '), {
      hint: 'Correct the form and send it again, or say it in words.',
    })
  }
  return { action, input }
}

function inputOf(value: FormValue, slot: Slot | undefined): unknown {
  if (slot?.list === true) return listOf(value)
  if (slot?.kind === 'words') return splitWords(String(value))
  if (slot?.kind === 'flag' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/** What a message says of the form that it was sent with. */
export function sentWithForm(options: Record<string, unknown> | undefined): boolean {
  return (options?.[CHAT_NOTE_KEY] as { form?: unknown } | undefined)?.form !== undefined
}
