import { ACTIONS, defineAction } from '@aipress/contract'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { compileGrammar } from './grammar.ts'
import { interpret } from './interpret.ts'
import { ENGLISH } from './languages/english.ts'
import type { LanguageCode } from './languages/language.ts'
import { LANGUAGES } from './languages/languages.ts'
import { EMPTY_MEMORY } from './meaning.ts'
import { createSiteIndex } from './site-index.ts'
import { momentOf } from './times.ts'

const NOW = new Date('2026-11-30T12:00:00Z') // A Monday.

test.each<[LanguageCode, string, string]>([
  ['en', 'yesterday 14:05', '2026-11-29T14:05:00.000Z'],
  ['en', 'yesterday at 2:05 pm', '2026-11-29T14:05:00.000Z'],
  ['en', 'last friday', '2026-11-27T00:00:00.000Z'],
  ['en', '2 hours ago', '2026-11-30T10:00:00.000Z'],
  ['en', 'on November 3rd at noon', '2026-11-03T12:00:00.000Z'],
  ['en', '2026-11-29 14:05', '2026-11-29T14:05:00.000Z'],
  ['de', 'gestern 14:05', '2026-11-29T14:05:00.000Z'],
  ['de', 'gestern um 14 Uhr', '2026-11-29T14:00:00.000Z'],
  ['de', 'am 3. November um 9:30 Uhr', '2026-11-03T09:30:00.000Z'],
  ['de', 'vor 2 Stunden', '2026-11-30T10:00:00.000Z'],
  ['es', 'ayer a las 14:05', '2026-11-29T14:05:00.000Z'],
  ['es', 'el 3 de noviembre', '2026-11-03T00:00:00.000Z'],
  ['es', 'hace 2 horas', '2026-11-30T10:00:00.000Z'],
  ['fr', 'hier à 14h05', '2026-11-29T14:05:00.000Z'],
  ['fr', 'avant-hier à 14h', '2026-11-28T14:00:00.000Z'],
  ['fr', 'il y a 2 heures', '2026-11-30T10:00:00.000Z'],
  ['ja', '昨日14:05', '2026-11-29T14:05:00.000Z'],
  ['ja', '昨日の14時5分', '2026-11-29T14:05:00.000Z'],
  ['ja', '11月3日', '2026-11-03T00:00:00.000Z'],
  ['ja', '2時間前', '2026-11-30T10:00:00.000Z'],
])('%s: "%s" is %s', (code, text, moment) => {
  const language = LANGUAGES.get(code) ?? ENGLISH

  expect(momentOf(language.fold(text), language.time, NOW)?.toISOString()).toBe(moment)
})

test.each(['corner bakery', '14', '31 February', '25:00', 'yesterday corner', ''])(
  '"%s" is no time',
  (text) => {
    expect(momentOf(text.toLowerCase(), ENGLISH.time, NOW)).toBeUndefined()
  },
)

const spool = defineAction({
  name: 'reel.spool',
  summary: 'Spool a reel',
  input: z.object({ at: z.iso.datetime(), seconds: z.number().int().optional() }),
  output: z.object({}),
  errors: [],
  effect: 'changes',
  permission: 'self:change',
  http: 'POST /v1/reel',
  cli: 'reel spool <at>',
  cliExample: 'aipress reel spool 2026-11-29T14:05:00Z',
  examples: ['spool the reel to {at}', 'spool the reel to {at} for {seconds}'],
})

test('a time and an amount of time fill the inputs that are such, from the examples alone', () => {
  const actions = [...ACTIONS, spool]
  const scene = {
    memory: EMPTY_MEMORY,
    sites: createSiteIndex([]),
    permitted: new Set<string>(['reel.spool']),
    role: 'administrator',
    language: ENGLISH,
    now: NOW,
  }
  const meaningOf = (say: string) => interpret(say, compileGrammar(actions), actions, scene)

  expect(meaningOf('please spool the reel to yesterday 14:05')).toMatchObject({
    kind: 'call',
    input: { at: '2026-11-29T14:05:00.000Z' },
  })
  expect(meaningOf('spool the reel to yesterday 14:05 for 2 minutes')).toMatchObject({
    kind: 'call',
    input: { at: '2026-11-29T14:05:00.000Z', seconds: 120 },
  })
  expect(meaningOf('spool the reel')).toMatchObject({ kind: 'ask', pending: { slot: 'at' } })
})
