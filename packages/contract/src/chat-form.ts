import { z } from 'zod'
import { type AnyAction, toolName } from './action.ts'

/** What an input is asked for with. `site`, `person` and `shard` are chosen among those there are. */
export const FormFieldKind = z.enum([
  'site',
  'person',
  'shard',
  'choice',
  'moment',
  'number',
  'flag',
  'email',
  'text',
])

export const FormField = z.object({
  /** The input of the action that it fills. */
  name: z.string(),
  label: z.string(),
  kind: FormFieldKind,
  required: z.boolean(),
  /** What is known already. Commands are one line, times are in UTC. */
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  hint: z.string().optional(),
  options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  /** There are more sites than the options: they are searched for. */
  hasMore: z.boolean().optional(),
  /** The state that sites must be in to be asked for. */
  state: z.string().optional(),
  /** Several may be given, with commas or spaces between them. */
  list: z.literal(true).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
})
export type FormField = z.infer<typeof FormField>

/** What the assistant shows when a request is clear but for some of its inputs. Sending it makes the request. */
export const ChatForm = z.object({
  formId: z.string(),
  action: z.string(),
  title: z.string(),
  fields: z.array(FormField),
  /** It is only told what would happen. */
  dryRun: z.literal(true).optional(),
  /** A language model has filled it in, so that what is sent with it is judged as that model's wish. */
  byModel: z.literal(true).optional(),
})
export type ChatForm = z.infer<typeof ChatForm>

export type FormValue = string | number | boolean
export type FormValues = Readonly<Record<string, FormValue>>

/** The key in a message's metadata under which the platform keeps its notes, the form that was sent among them. */
export const CHAT_NOTE_KEY = 'aipress'

/** What was put into the field of a list. */
export function listOf(value: FormValue): string[] {
  return String(value)
    .split(/[\s,]+/)
    .filter((one) => one !== '')
}

/**
 * What sending a form says in the conversation, as the person's own words. Of a site that is its name: a title may be
 * a stranger's words.
 */
export function wordsOfForm({ title, fields }: ChatForm, values: FormValues): string {
  const said = fields.flatMap(({ name, label, kind, options, value: known }) => {
    const value = values[name] ?? known
    if (value === undefined || value === '') return []
    if (value === false) return known === true ? [`${label}: –`] : []
    if (value === true) return [label]
    const option = kind === 'choice' ? options?.find((one) => one.value === value) : undefined
    return [`${label}: ${option?.label ?? value}`]
  })
  return [title, ...said].join('\n')
}

/** `anew`: another form for the same stands below. */
export type FormStanding = 'open' | 'sent' | 'answered' | 'anew'

interface Said {
  readonly role: string
  readonly parts: readonly { readonly type: string }[]
}

interface SaidPart {
  readonly type: string
  readonly state?: string
  readonly output?: unknown
  readonly data?: { readonly action?: string; readonly dryRun?: true }
  readonly providerMetadata?: Readonly<Record<string, { readonly form?: string }>>
}

/**
 * How a form stands after what was said later. Other talk leaves it open; it closes once it was sent, or what it asks
 * for was done or asked for in another way, so that nothing is done twice.
 */
export function standingOf({ formId, action, dryRun }: ChatForm, later: readonly Said[]): FormStanding {
  const tool = `tool-${toolName({ name: action } as AnyAction)}`
  for (const { role, parts } of later) {
    for (const part of parts as readonly SaidPart[]) {
      const isSent = role === 'user' && part.providerMetadata?.[CHAT_NOTE_KEY]?.form === formId
      if (isSent) return 'sent'
      const isSame = part.data?.action === action && part.data.dryRun === dryRun
      if (part.type === 'data-form' && isSame) return 'anew'
      if (part.type === 'data-approval' && part.data?.action === action) return 'answered'
      if (part.type === tool && part.state !== 'output-error' && !isDryRun(part.output)) return 'answered'
    }
  }
  return 'open'
}

const isDryRun = (output: unknown) =>
  typeof output === 'object' && output !== null && (output as { dryRun?: unknown }).dryRun === true
