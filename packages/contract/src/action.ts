import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'
import type { Permission } from './roles.ts'

/**
 * What calling an action does to the world. Everything else follows from this one word: the REST
 * status, whether the chat asks first, the command line's confirmation, the MCP hints.
 */
export type Effect = 'reads' | 'creates' | 'changes' | 'destroys'

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/**
 * One thing a caller can ask, as data. Every door is derived from a list of these.
 *
 * The type parameters carry the schemas, so that a client's call and a server's handler are typed
 * from the same definition.
 */
export interface Action<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
  Event extends z.ZodType = z.ZodType,
> {
  /** `noun.verb`, for example `sites.create`. Tools of models and MCP use `sites_create`. */
  readonly name: `${string}.${string}`
  /** One line, imperative, no full stop. */
  readonly summary: string
  /** What a model or a newcomer needs besides the summary. */
  readonly description?: string
  readonly input: Input
  readonly output: Output
  /**
   * Present on actions that stream while they run (log lines, a command's output, progress). The
   * output is still what the finished call answers.
   */
  readonly events?: Event
  /**
   * The `text` of the events, one after another, is a file. Its type goes by the input `format`; REST answers with the
   * file itself where neither events nor JSON are asked for.
   */
  readonly file?: { readonly name: string; readonly types: Readonly<Record<string, string>> }
  /**
   * The output holds text that visitors, plugins or other strangers wrote: log lines, mail, a command's
   * output. A model that has read such text may change nothing without a person's approval. Names and titles
   * that customers chose are strangers' `to-administrators` alone: an owner sees only their own account's.
   */
  readonly holdsForeignText?: 'to-everyone' | 'to-administrators'
  /**
   * What the audit log says of an answer that is no error, where it can still tell of a failure: a command that ran and
   * ended badly. `ok` where it is not there.
   */
  outcome?(output: z.output<Output>): string
  /** Codes this action raises besides those that every action may raise (`COMMON_ERRORS`). */
  readonly errors: readonly ErrorCode[]
  readonly effect: Effect
  /** Touches many sites at once: the chat asks first, also where a person said it plainly. */
  readonly affectsMany?: true
  readonly permission: Permission
  /** Braces name inputs, for example `GET /v1/sites/{site}`. Other inputs travel in query or body. */
  readonly http: `${HttpMethod} /v1/${string}`
  /** Angle brackets name required inputs, square ones optional, `...` the rest: `site wp <site> -- <args...>`. */
  readonly cli: string
  /** A full example for `--help`. */
  readonly cliExample: string
  /** Utterances that ask for this; braces name inputs: `create a site called {title}`. */
  readonly examples: readonly string[]
  /** For `destroys`: the input that names the thing, which a person must type to confirm. */
  readonly confirm?: string
}

// biome-ignore lint/suspicious/noExplicitAny: a list of actions erases their schemas; each is typed where defined
export type AnyAction = Action<any, any, any>
export type InputOf<A> = A extends Action<infer I> ? z.output<I> : never
/** What a caller may leave out because the schema has a default. */
export type RawInputOf<A> = A extends Action<infer I> ? z.input<I> : never
// biome-ignore lint/suspicious/noExplicitAny: see AnyAction
export type OutputOf<A> = A extends Action<any, infer O> ? z.output<O> : never
// biome-ignore lint/suspicious/noExplicitAny: see AnyAction
export type EventOf<A> = A extends Action<any, any, infer E> ? z.output<E> : never

/** Every action may fail in these ways; definitions list only their own. */
export const COMMON_ERRORS = [
  'invalid_input',
  'not_signed_in',
  'not_permitted',
  'confirmation_needed',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'rate_limited',
  'control_group_unavailable',
  'platform_unavailable',
  'internal_error',
] as const satisfies readonly ErrorCode[]

/** Keeps the literal types of a definition while checking its shape. */
export function defineAction<
  Input extends z.ZodObject,
  Output extends z.ZodType,
  Event extends z.ZodType = z.ZodNever,
>(action: Action<Input, Output, Event>): Action<Input, Output, Event> {
  return action
}

/** `sites.create` → `sites_create`: models and MCP clients refuse dots in tool names. */
export function toolName(action: AnyAction): string {
  return action.name.replace('.', '_')
}

/** Splits `GET /v1/sites/{site}` into its parts. `parameters` are the inputs named in the path. */
export function parseRoute(http: AnyAction['http']): {
  method: HttpMethod
  path: string
  parameters: string[]
} {
  const [method, path] = http.split(' ') as [HttpMethod, string]
  return { method, path, parameters: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string) }
}
