import { describe, expect, test } from 'vitest'
import { actedOn, readableInput } from './acted-on.ts'

const line = {
  auditId: 'aud_1',
  seq: 1,
  hash: '',
  at: '2026-11-22T00:00:00.000Z',
  who: 'anna@example.com',
  door: 'console' as const,
  action: 'x.y',
  result: 'ok',
  durationMs: 1,
}
const names = new Map([['site_1', 'corner-bakery']])
const about = (input: unknown, siteId?: string) =>
  actedOn({ ...line, input: JSON.stringify(input), ...(siteId === undefined ? {} : { siteId }) }, names)

describe('a line of the audit is about', () => {
  test.each([
    ['a site by the name it has now', { site: 'site_1' }, 'site_1', 'corner-bakery', ''],
    ['a site that is gone, as it was called', { site: 'review-h' }, 'site_2', 'review-h', ''],
    [
      'a site, and what was done with it',
      { site: 'site_1', hostname: 'shop.example.com', primary: true },
      'site_1',
      'corner-bakery',
      'hostname shop.example.com, primary true',
    ],
    ['arguments in a row', { site: 'a', args: ['option', 'get'] }, undefined, 'a', 'args option get'],
    ['a title', { title: 'Corner Bakery', tier: 'bronze' }, 'site_2', 'Corner Bakery', 'tier bronze'],
    ['a person', { email: 'jo@example.com', role: 'owner' }, undefined, 'jo@example.com', 'role owner'],
    ['nothing that has a name', { address: '127.0.0.1' }, undefined, '', 'address 127.0.0.1'],
    ['nothing at all', {}, undefined, '', ''],
  ])('%s', (_, input, siteId, name, detail) => {
    expect(about(input, siteId)).toEqual({ name, detail })
  })

  test('what is left of an input that was cut', () => {
    const cut = { ...line, input: '{"site":"a","args":["ev…' }
    expect(actedOn(cut, names)).toEqual({ name: '', detail: '{"site":"a","args":["ev…' })
    expect(readableInput(cut.input)).toBe(cut.input)
  })

  test('few words, however long the input', () => {
    expect(about({ args: ['x'.repeat(500)] }).detail).toHaveLength(140)
  })
})
