import { AipressError, type AnyAction, type DryRun } from '@aipress/contract'

const VALUE_LENGTH_MAX = 1_000

/**
 * Whether a door was asked for a dry run. What is neither yes nor no is refused, as taking it for a no would do what
 * somebody only wanted to try.
 */
export function readDryRun(said: unknown): boolean {
  const text = String(said ?? '')
    .trim()
    .toLowerCase()
  if (text === 'true') return true
  if (text === 'false' || text === '') return false
  throw new AipressError('invalid_input', 'A dry run is asked for by "true", and not by anything else.', {
    hint: 'Say true or false. Nothing was done.',
  })
}

/** What is foreseen or the action says of itself, and the arguments apart from the thing that is named in the title. */
export function effectsOf(
  action: AnyAction,
  input: Record<string, unknown>,
  thingSlot: string | undefined,
  foreseen: readonly string[] = [],
): string[] {
  const general = (action.description ?? `${action.summary}.`).split(/(?<=\.)\s+/)
  const sentences = foreseen.length > 0 ? foreseen : general
  const rest = Object.entries(input).filter(
    ([key, value]) => key !== thingSlot && key !== 'args' && value !== undefined,
  )
  return [...sentences, ...rest.map(([key, value]) => `${key}: ${said(key, value)}`)]
}

const said = (key: string, value: unknown) => (isSecret(key) ? '(not shown)' : shortened(textOf(value)))

export const isSecret = (key: string) => /key|pass|secret|credential/i.test(key)

const shortened = (text: string) =>
  text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX)}… (${text.length} characters)`

const textOf = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

/** The input that names what an action is about. */
export function thingSlotOf(action: AnyAction, input: Record<string, unknown>): string | undefined {
  return 'site' in input ? 'site' : action.confirm
}

interface Tried {
  readonly wouldChange: boolean
  readonly foreseen: readonly string[]
}

export function dryRunOf(
  action: AnyAction,
  input: Record<string, unknown>,
  { wouldChange, foreseen }: Tried,
): DryRun {
  const slot = thingSlotOf(action, input)
  const thing = slot === undefined ? undefined : input[slot]
  const command = Array.isArray(input.args) ? `wp ${input.args.join(' ')}` : undefined
  const label = [thing, command].filter((part) => part !== undefined).join(': ')
  return {
    dryRun: true,
    action: action.name,
    title: label === '' ? action.summary : `${action.summary}: ${label}`,
    wouldChange,
    effects: effectsOf(action, input, slot, foreseen),
    ...(action.effect === 'destroys' && thing !== undefined ? { confirm: String(thing) } : {}),
  }
}

export function nothingToTry(action: AnyAction): AipressError {
  return new AipressError(
    'invalid_input',
    `${action.name} changes nothing, so there is nothing to try out.`,
    {
      hint: 'Ask it without a dry run.',
    },
  )
}
