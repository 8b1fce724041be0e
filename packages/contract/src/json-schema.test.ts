import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { ACTIONS, exampleInput, idFromBytes, inputJsonSchema, isId } from './index.ts'

describe.each(ACTIONS.map((action) => [action.name, action] as const))('%s', (_name, action) => {
  test('its example for the command line is an input that it takes', () => {
    const parsed = (action.input as z.ZodObject).strict().safeParse(exampleInput(action))
    expect(parsed.error?.issues).toBeUndefined()
  })

  test('its JSON schema has plain types, as tools of models need them', () => {
    const { properties } = inputJsonSchema(action)
    for (const property of Object.values(properties)) expect(property.type).toBeTypeOf('string')
  })
})

test('ids made of bytes are ids', () => {
  expect(isId('site', idFromBytes('site', Buffer.alloc(32, 255)))).toBe(true)
})
