import { AipressError, type AnyAction, parseRoute } from '@aipress/contract'
import { z } from 'zod'
import { parseUsage } from './usage.ts'

export type InputKind = 'text' | 'number' | 'boolean' | 'choice' | 'list'

/** One input of an action as the command line offers it. */
export interface CliInput {
  readonly name: string
  /** `--php-version` for `phpVersion`; for a boolean that is on by default, `--no-…`. */
  readonly flag: string
  /** Of a boolean without a default, where leaving it out means something else than no. */
  readonly oppositeFlag: string | undefined
  readonly kind: InputKind
  readonly description: string
  readonly required: boolean
  readonly choices: readonly string[]
  readonly default: unknown
}

interface Property {
  type?: string | string[]
  enum?: string[]
  description?: string
}

/** Inputs of an action in the contract's order, positional ones included. */
export function inputsOf(action: AnyAction): CliInput[] {
  const schema = z.toJSONSchema(action.input, { io: 'input' }) as {
    properties?: Record<string, Property>
    required?: string[]
  }
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const kind = kindOf(property)
    const fallback = defaultOf(action.input.shape[name])
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    return {
      name,
      flag: kind === 'boolean' && fallback === true ? `--no-${kebab}` : `--${kebab}`,
      oppositeFlag: kind === 'boolean' && fallback === undefined ? `--no-${kebab}` : undefined,
      kind,
      description: property.description ?? '',
      required: schema.required?.includes(name) ?? false,
      choices: property.enum ?? [],
      default: fallback,
    }
  })
}

/** Inputs that are no positional: the command's options. */
export function optionsOf(action: AnyAction): CliInput[] {
  const positional = new Set(parseUsage(action).positionals.map(({ name }) => name))
  return inputsOf(action).filter(({ name }) => !positional.has(name))
}

/** Numbers arrive as text; what is no number is left for the schema to refuse in its own words. */
export function readValue(input: CliInput, value: unknown): unknown {
  if (input.kind !== 'number' || typeof value !== 'string' || value.trim() === '') return value
  const number = Number(value)
  return Number.isNaN(number) ? value : number
}

/**
 * The platform refuses bad inputs itself, in the same words through every door. Only what stands in the
 * path of the address must be there, or the request would be another one.
 */
export function requirePathInputs(action: AnyAction, input: Record<string, unknown>): void {
  const empty = parseRoute(action.http).parameters.find((name) => String(input[name] ?? '').trim() === '')
  if (empty !== undefined) throw new AipressError('invalid_input', `"${empty}" cannot be empty.`)
}

function kindOf(property: Property): InputKind {
  const types = [property.type].flat()
  if (types.includes('boolean')) return 'boolean'
  if (types.includes('integer') || types.includes('number')) return 'number'
  if (types.includes('array')) return 'list'
  return property.enum === undefined ? 'text' : 'choice'
}

/** JSON Schema drops the default of a schema that transforms, so it is read from the schema itself. */
function defaultOf(schema: unknown): unknown {
  return schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined
}
