import { ACTIONS, defineAction } from '@aipress/contract'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { compileGrammar } from '../interpreter/grammar.ts'
import { interpret } from '../interpreter/interpret.ts'
import { ENGLISH } from '../interpreter/languages/english.ts'
import { LANGUAGE_CODES } from '../interpreter/languages/language.ts'
import { LANGUAGES } from '../interpreter/languages/languages.ts'
import { EMPTY_MEMORY } from '../interpreter/meaning.ts'
import { createSiteIndex } from '../interpreter/site-index.ts'
import { evaluate, isHeldAside } from './evaluate.ts'
import { AIMS, reportOn, TURN_MS_MAX } from './report.ts'
import { EVAL_SITES, UTTERANCES } from './utterances.ts'

/** Of the processor, as the evaluation measures; other tests run beside this one. */
const verdicts = evaluate(UTTERANCES)
const report = reportOn(verdicts)
const wrong = verdicts
  .filter(({ right, utterance }) => !right && !isHeldAside(utterance))
  .map(({ utterance, language, got }) => `${language}: ${utterance.say} → ${got}`)

/** Of some thirty utterances one is three percent; `npm run eval` holds them to the aim itself. */
const HELD_ASIDE_LESS = 3

test.each(LANGUAGE_CODES)('%s is understood as well as aimed at', (language) => {
  const [development, heldAside] = [report.development.get(language), report.heldAside.get(language)]

  expect(development?.rightPercent, wrong.join('\n')).toBeGreaterThanOrEqual(AIMS[language])
  expect(heldAside?.count).toBeGreaterThanOrEqual(15)
  expect(heldAside?.rightPercent).toBeGreaterThanOrEqual(AIMS[language] - HELD_ASIDE_LESS)
})

test('nothing is destroyed by mistake in any language', () => {
  expect(verdicts.filter(({ harmful }) => harmful)).toEqual([])
})

test('no site is renamed or made by mistake in any language', () => {
  const [rename, create] = ['sites.rename', 'sites.create']
  const isGuess = ({ called, wanted }: (typeof verdicts)[number]) =>
    (called.includes(rename) && !wanted.includes(rename)) ||
    (called.includes(create) && !wanted.includes(create))

  expect(verdicts.filter(isGuess).map(({ utterance, got }) => `${utterance.say} → ${got}`)).toEqual([])
})

test('there are at least 300 utterances, and 60 of each language', () => {
  const counts = Map.groupBy(UTTERANCES, ({ language }) => language ?? 'en')

  expect(UTTERANCES.length).toBeGreaterThanOrEqual(300)
  for (const language of LANGUAGE_CODES)
    expect(counts.get(language)?.length, language).toBeGreaterThanOrEqual(60)
})

test('every action of the contract is understood by at least one utterance', () => {
  const asked = new Set(verdicts.flatMap(({ right, wanted }) => (right ? [wanted] : [])))

  expect(ACTIONS.map((action) => action.name).filter((name) => !asked.has(name))).toEqual([])
})

test('a turn takes no longer than it may', () => {
  expect(report.turnMs.p99).toBeLessThan(TURN_MS_MAX)
})

test('every phrasing of every language asks for its own action', () => {
  const samples = [...LANGUAGES.values()].flatMap((language) => {
    const grammar = compileGrammar(ACTIONS, language)
    // English ones have inputs that no sample fills, such as ids.
    return ACTIONS.filter(
      ({ name }) => language.code !== 'en' && language.phrasings.some(({ action }) => action === name),
    ).map((action) => ({ language, action, say: grammar.sampleOf(action), grammar }))
  })
  const others = samples.flatMap(({ language, action, say, grammar }) => {
    const scene = {
      memory: EMPTY_MEMORY,
      sites: createSiteIndex(EVAL_SITES),
      permitted: new Set(ACTIONS.map(({ name }) => name as string)),
      role: 'administrator',
      language,
      now: new Date(0),
    }
    const meaning = interpret(say, grammar, ACTIONS, scene)
    const understood =
      meaning.kind === 'call' ? meaning.action.name : meaning.kind === 'plan' ? 'plan' : meaning.text
    return understood === action.name ? [] : [`${language.code}: ${say} → ${understood}`]
  })

  expect(others).toEqual([])
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
    language: ENGLISH,
    now: new Date(0),
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
