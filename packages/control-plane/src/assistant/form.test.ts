import { ACTIONS, type ChatForm, type FormValues, toolName, wordsOfForm } from '@aipress/contract'
import { expect, test } from 'vitest'
import { formOf, inputOfForm } from './form.ts'
import { ANNA } from './testing/toy-platform.ts'

const PERMITTED = new Map(ACTIONS.map((action) => [toolName(action), action]))
const formFor = (tool: string, input: object = {}) => formOf({ tool, input }, PERMITTED, ANNA)
const fieldOf = (form: ChatForm, name: string) => form.fields.find((field) => field.name === name)
const sent = (form: ChatForm, values: FormValues) => inputOfForm(form, values, ACTIONS).input

test('a switch that is on by default is shown on, and can be sent off', () => {
  const form = formFor('sites_pin', { site: 'jazz' })

  expect(fieldOf(form, 'pinned')).toMatchObject({ kind: 'flag', value: true })
  expect(sent(form, { pinned: false })).toEqual({ site: 'jazz', pinned: false })
  expect(wordsOfForm(form, { pinned: false })).toContain('Pinned: –')
})

test('one that is off by default is an empty box', () => {
  const field = fieldOf(formFor('tokens_create', { name: 'deploy' }), 'readOnly')

  expect(field).toMatchObject({ kind: 'flag' })
  expect(field?.value).toBeUndefined()
})

test('where leaving it out is neither yes nor no, there are three to choose from', () => {
  const known = { site: 'jazz', hostname: 'jazz.example.com' }
  const form = formFor('hostnames_add', known)

  expect(fieldOf(form, 'primary')).toMatchObject({
    kind: 'choice',
    options: [
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ],
  })
  expect(fieldOf(form, 'primary')?.value).toBeUndefined()
  expect(sent(form, { primary: '' })).toEqual(known)
  expect(sent(form, { primary: 'false' })).toEqual({ ...known, primary: false })
  expect(fieldOf(formFor('hostnames_add', { ...known, primary: true }), 'primary')?.value).toBe('true')
})

test('a list is one line, with commas or spaces between its items', () => {
  const form = formFor('tokens_create', { name: 'deploy', site: ['jazz', 'books'] })

  expect(fieldOf(form, 'site')).toMatchObject({ kind: 'text', list: true, value: 'jazz, books' })
  expect(sent(form, { scope: 'sites:read sites:operate' })).toMatchObject({
    site: ['jazz', 'books'],
    scope: ['sites:read', 'sites:operate'],
  })
})

test('labels stay the text that their action reads', () => {
  const form = formFor('sites_label', { site: 'jazz' })

  expect(sent(form, { add: 'trial,new' })).toEqual({ site: 'jazz', add: 'trial,new' })
})
