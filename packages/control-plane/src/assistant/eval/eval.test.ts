import { ACTIONS, defineAction } from '@aipress/contract'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { compileGrammar } from '../interpreter/grammar.ts'
import { interpret } from '../interpreter/interpret.ts'
import { EMPTY_MEMORY } from '../interpreter/meaning.ts'
import { createSiteIndex } from '../interpreter/site-index.ts'
import { evaluate } from './evaluate.ts'
import { UTTERANCES } from './utterances.ts'

/** A turn may take 50 ms; the first ones also compile the interpreter itself. */
const TURN_MS_MAX = 50
const UTTERANCES_MIN = 120

test('at least 95 % of the utterances are understood, and none destroys by mistake', () => {
  const verdicts = evaluate(UTTERANCES)
  const wrong = verdicts
    .filter((verdict) => !verdict.right)
    .map(({ utterance, got }) => `${utterance.say} → ${got}`)

  expect(verdicts.length).toBeGreaterThanOrEqual(UTTERANCES_MIN)
  expect(verdicts.filter((verdict) => verdict.harmful)).toEqual([])
  expect(wrong.length / verdicts.length, wrong.join('\n')).toBeLessThanOrEqual(0.05)
})

test('every action of the contract is understood by at least one utterance', () => {
  const asked = new Set(
    evaluate(UTTERANCES).flatMap(({ utterance: { expect: wanted }, right }) =>
      right && 'call' in wanted ? [wanted.call] : [],
    ),
  )
  expect(ACTIONS.map((action) => action.name).filter((name) => !asked.has(name))).toEqual([])
})

test('a turn takes no longer than it may', () => {
  evaluate(UTTERANCES)
  const durations = evaluate(UTTERANCES)
    .map((verdict) => verdict.durationMs)
    .toSorted((a, b) => a - b)

  expect(durations[Math.floor(durations.length * 0.95)]).toBeLessThan(TURN_MS_MAX)
})

test('long and odd texts neither act nor take long', () => {
  const odd = [
    'a '.repeat(2_000),
    '"'.repeat(500),
    'delete '.repeat(500),
    '{site} {title}',
    '\u0000\u202e',
    '(((((((',
  ]
  const verdicts = evaluate(odd.map((say) => ({ say, expect: { nothing: true } })))

  expect(verdicts.filter((verdict) => !verdict.right)).toEqual([])
  expect(Math.max(...verdicts.map((verdict) => verdict.durationMs))).toBeLessThan(2_000)
})

test('a new action is understood from its examples alone', () => {
  const brew = defineAction({
    name: 'coffee.brew',
    summary: 'Brew coffee',
    input: z.object({ cups: z.coerce.number().int(), kind: z.enum(['espresso', 'filter']).optional() }),
    output: z.object({}),
    errors: [],
    effect: 'creates',
    permission: 'self:change',
    http: 'POST /v1/coffee',
    cli: 'coffee brew <cups>',
    cliExample: 'aipress coffee brew 2',
    examples: ['brew {cups} cups of coffee', 'make coffee'],
  })
  const actions = [...ACTIONS, brew]
  const scene = {
    memory: EMPTY_MEMORY,
    sites: createSiteIndex([]),
    permitted: new Set(actions.map((action) => action.name as string)),
    role: 'administrator',
  }
  const grammar = compileGrammar(actions)

  expect(interpret('please brew 3 cups of filter coffee', grammar, actions, scene)).toMatchObject({
    kind: 'call',
    action: brew,
    input: { cups: 3, kind: 'filter' },
  })
  expect(interpret('make some coffee', grammar, actions, scene)).toMatchObject({
    kind: 'ask',
    pending: { action: 'coffee.brew', slot: 'cups' },
  })
})
