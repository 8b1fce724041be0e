import { z } from 'zod'
import type { AnyAction } from './action.ts'

export interface ObjectJsonSchema {
  [keyword: string]: unknown
  type: 'object'
  properties: Record<string, Record<string, unknown>>
  required?: string[]
}

/** What a caller may send, for tools of models, MCP and OpenAPI. Nothing else than the inputs is taken. */
export function inputJsonSchema(action: AnyAction): ObjectJsonSchema {
  const schema = z.toJSONSchema(action.input, { io: 'input', unrepresentable: 'any' }) as Record<
    string,
    unknown
  >
  const properties = Object.entries((schema.properties ?? {}) as ObjectJsonSchema['properties'])
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map(([name, property]) => [name, plainBoolean(property)])),
    ...(schema.required === undefined ? {} : { required: schema.required as string[] }),
    additionalProperties: false,
  }
}

/** "true" as a text is taken for the sake of query strings; who writes JSON is told of booleans only. */
function plainBoolean(property: Record<string, unknown>): Record<string, unknown> {
  const types = property.type
  const isFlag = Array.isArray(types) && types.length === 2 && types.includes('boolean')
  return isFlag ? { ...property, type: 'boolean' } : property
}
