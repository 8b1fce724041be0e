import type { AnyAction } from '@aipress/contract'
import { z } from 'zod'

/**
 * What an input of an action can be filled with. `text` takes any words; `words` takes a command line; `range` a time;
 * the others are recognised by their look or by what is known.
 */
export type SlotKind =
  | 'site'
  | 'hostname'
  | 'email'
  | 'person'
  | 'shard'
  | 'id'
  | 'number'
  | 'moment'
  /** A number in the unit that its name ends in. */
  | 'duration'
  | 'size'
  | 'choice'
  | 'flag'
  | 'words'
  | 'text'
  /** A path or an address: `/about/`, `bakery.example.com/about/`. */
  | 'url'
  /** One word of letters and digits: `post-12`. */
  | 'tag'
  | 'range'

export interface Slot {
  readonly name: string
  readonly kind: SlotKind
  readonly required: boolean
  /** Of a `choice`. */
  readonly values: readonly string[]
  /** Of an `id`: `op` for `op_…`. */
  readonly prefix: string
  readonly description: string
  /** Of a `duration`. */
  readonly unitSeconds: number
  /** What it is when left out. */
  readonly default?: string | boolean
  /** Several of its kind may be given. */
  readonly list?: true
  /** Of what counts something. */
  readonly min?: number
  readonly max?: number
}

/** What narrows an action down to a part of a site: where it is spoken of and not said, it is asked for. */
export const isPart = ({ kind }: Slot) => kind === 'url' || kind === 'tag'

/** An input whose name is or ends in one of these is an amount of time. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(?:^s|S)econds$/, 1],
  [/(?:^m|M)inutes$/, 60],
  [/(?:^h|H)ours$/, 3_600],
  [/(?:^d|D)ays$/, 86_400],
]

interface Property {
  type?: string | string[]
  enum?: unknown[]
  format?: string
  description?: string
  anyOf?: Property[]
  items?: Property
  default?: unknown
  minimum?: number
  maximum?: number
}

/** Reads the slots off the action's own schema, so that a new action needs no code here. */
export function slotsOf(action: AnyAction): ReadonlyMap<string, Slot> {
  const schema = z.toJSONSchema(action.input, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Property>
    required?: string[]
  }
  const required = new Set(schema.required ?? [])
  const { properties: read = {} } = z.toJSONSchema(action.input, {
    io: 'output',
    unrepresentable: 'any',
  }) as {
    properties?: Record<string, Property>
  }
  return new Map(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      {
        name,
        kind: kindOf(name, property),
        required: required.has(name),
        values: (property.enum ?? []).filter((value) => typeof value === 'string'),
        prefix: idPrefixOf(property),
        description: property.description ?? '',
        unitSeconds: unitOf(name) ?? 1,
        ...defaultOf(property, read[name]),
        ...(isList(action, name, property) ? { list: true } : {}),
        ...boundsOf(property),
      },
    ]),
  )
}

/** A list takes one of its items as it is; a command line does not. */
function isList(action: AnyAction, name: string, { type, items }: Property): boolean {
  if (type !== 'array') return false
  const field = (action.input.shape as Readonly<Record<string, z.ZodType>>)[name]
  return field?.safeParse(items?.enum?.[0] ?? 'one').success === true
}

/** Of a switch, which may be said in words, only what is read of it has its default. */
function defaultOf({ default: value }: Property, read: Property | undefined): Pick<Slot, 'default'> {
  if (typeof value === 'string') return { default: value }
  return typeof read?.default === 'boolean' ? { default: read.default } : {}
}

function kindOf(name: string, property: Property): SlotKind {
  if (name === 'site') return 'site'
  if (name === 'hostname') return 'hostname'
  if (name === 'person') return 'person'
  if (name === 'range') return 'range'
  if (name === 'url' || name === 'tag') return name
  if (name === 'shard' || name === 'to') return 'shard'
  if (property.enum !== undefined) return 'choice'
  if (property.format === 'email' || name === 'email') return 'email'
  if (property.type === 'array') return 'words'
  if (isMoment(property)) return 'moment'
  if (/\bfor example \d+[MG]\b/.test(property.description ?? '')) return 'size'
  const isNumber = property.type === 'integer' || property.type === 'number'
  if (isNumber) return unitOf(name) === undefined ? 'number' : 'duration'
  if ([property, ...(property.anyOf ?? [])].some((one) => one.type?.includes('boolean'))) return 'flag'
  return idPrefixOf(property) === '' ? 'text' : 'id'
}

/** JSON schema gives whole numbers the bounds of the machine, which nobody has set. */
function boundsOf({ minimum, maximum }: Property): Pick<Slot, 'min' | 'max'> {
  const isSet = (bound: number | undefined) =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
  return {
    ...(minimum !== undefined && isSet(minimum) ? { min: minimum } : {}),
    ...(maximum !== undefined && isSet(maximum) ? { max: maximum } : {}),
  }
}

function unitOf(name: string): number | undefined {
  return UNITS.find(([ending]) => ending.test(name))?.[1]
}

function isMoment(property: Property): boolean {
  return [property, ...(property.anyOf ?? [])].some((one) => one.format === 'date-time')
}

/** Descriptions of ids end in "for example op_…". */
function idPrefixOf(property: Property): string {
  return /\b([a-z]+)_…/.exec(property.description ?? '')?.[1] ?? ''
}
