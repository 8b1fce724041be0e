import type { ChatForm, FormField } from '@aipress/contract/chat-form.ts'
import { expect, test } from 'vitest'
import { heldOf, problemsOf, valuesOf } from './form-values.ts'

const field = (name: string, kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  name,
  label: name,
  kind,
  required: false,
  ...more,
})
const formOf = (action: string, ...fields: FormField[]): ChatForm => ({
  formId: 'form_1',
  action,
  title: action,
  fields,
})

test('a list of one line is checked item by item', () => {
  const form = formOf('tokens.create', field('name', 'text'), field('scope', 'text', { list: true }))

  expect(problemsOf(form, { name: 'deploy', scope: 'sites:read sites:operate' })).toEqual({})
  expect(problemsOf(form, { name: 'deploy', scope: 'sites:read, nonsense' })).toHaveProperty('scope')
})

test('a box that is on by default can be sent off, and one of three that is left stays out', () => {
  const pinned = formOf('sites.pin', field('pinned', 'flag', { value: true }))
  expect(heldOf(pinned)).toEqual({ pinned: true })
  expect(valuesOf(pinned, { pinned: false })).toEqual({ pinned: false })

  const primary = formOf('hostnames.add', field('primary', 'choice'))
  expect(valuesOf(primary, heldOf(primary))).toEqual({ primary: '' })
})
