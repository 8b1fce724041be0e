import * as contract from '@aipress/contract'
import { z } from 'zod'

/** Schemas that the contract exports under a name, so that an answer can be told by names. */
const NAMED = new Map<unknown, string>(
  Object.entries(contract).flatMap(([name, value]) => (value instanceof z.ZodType ? [[value, name]] : [])),
)

/** An output's shape as TypeScript would write it: `{ items: Site[], nextCursor?: string }`. */
export function shapeText(schema: unknown): string {
  return NAMED.get(schema) ?? structureText(schema)
}

/** One line for each named shape that the given ones are made of, themselves included. */
export function namedShapes(schemas: readonly unknown[]): { name: string; text: string }[] {
  const found = new Set<string>()
  const visit = (text: string) => {
    for (const [schema, name] of NAMED) {
      if (found.has(name) || !new RegExp(`\\b${name}\\b`).test(text)) continue
      found.add(name)
      visit(structureText(schema))
    }
  }
  for (const schema of schemas) visit(shapeText(schema))
  return [...NAMED]
    .filter(([, name]) => found.has(name))
    .map(([schema, name]) => ({ name, text: structureText(schema) }))
    .sort((one, other) => one.name.localeCompare(other.name))
}

function structureText(schema: unknown): string {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape).map(([name, field]) => fieldText(name, field))
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
  }
  if (schema instanceof z.ZodArray) {
    const item = shapeText(schema.element)
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`
  }
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => `'${option}'`).join(' | ')
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => `'${value}'`).join(' | ')
  if (schema instanceof z.ZodISODateTime) return 'string'
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodBoolean) return 'boolean'
  if (schema instanceof z.ZodUnion) return schema.options.map(shapeText).join(' | ')
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return shapeText(schema.unwrap())
  if (schema instanceof z.ZodPipe) return shapeText(schema.out)
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return 'string'
  return 'unknown'
}

function fieldText(name: string, field: unknown): string {
  return field instanceof z.ZodOptional
    ? `${name}?: ${shapeText(field.unwrap())}`
    : `${name}: ${shapeText(field)}`
}
