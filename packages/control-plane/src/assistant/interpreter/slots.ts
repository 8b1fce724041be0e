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
  | 'choice'
  | 'flag'
  | 'words'
  | 'text'
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
}

interface Property {
  type?: string | string[]
  enum?: unknown[]
  format?: string
  description?: string
  anyOf?: Property[]
}

/** Reads the slots off the action's own schema, so that a new action needs no code here. */
export function slotsOf(action: AnyAction): ReadonlyMap<string, Slot> {
  const schema = z.toJSONSchema(action.input, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Property>
    required?: string[]
  }
  const required = new Set(schema.required ?? [])
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
      },
    ]),
  )
}

function kindOf(name: string, property: Property): SlotKind {
  if (name === 'site') return 'site'
  if (name === 'hostname') return 'hostname'
  if (name === 'person') return 'person'
  if (name === 'range') return 'range'
  if (name === 'shard' || name === 'to') return 'shard'
  if (property.enum !== undefined) return 'choice'
  if (property.format === 'email' || name === 'email') return 'email'
  if (property.type === 'array') return 'words'
  if (property.type === 'integer' || property.type === 'number') return 'number'
  if ([property, ...(property.anyOf ?? [])].some((one) => one.type?.includes('boolean'))) return 'flag'
  return idPrefixOf(property) === '' ? 'text' : 'id'
}

/** Descriptions of ids end in "for example op_…". */
function idPrefixOf(property: Property): string {
  return /\b([a-z]+)_…/.exec(property.description ?? '')?.[1] ?? ''
}
