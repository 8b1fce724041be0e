import { ACTIONS, defineAction, rankSites } from '@aipress/contract'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { LANGUAGES } from './languages/languages.ts'
import { EMPTY_MEMORY } from './meaning.ts'
import { createSiteIndex } from './site-index.ts'
import { compileGrammars, understand } from './understand.ts'

function told(
  text: string,
  actions = ACTIONS,
  permitted = actions.map(({ name }) => name as string),
): string {
  const { clauses, meaningOf } = understand({
    grammars: compileGrammars(actions),
    actions,
    texts: [text],
    isAnswer: false,
    scene: {
      memory: EMPTY_MEMORY,
      sites: createSiteIndex([]),
      permitted: new Set(permitted),
      role: 'owner',
      now: new Date(0),
    },
  })
  const meaning = meaningOf(clauses[0] ?? '')
  return meaning.kind === 'say' ? meaning.text : meaning.kind
}

test('who asks what there is sees groups with examples', () => {
  const text = told('What can you do?')

  expect(text).toContain('- **Sites**: “Create a site called Corner Bakery”')
  expect(text).toContain('- **Members and access**: “Invite anna@example.com”')
  expect(text.match(/^- \*\*/gm)).toHaveLength(10)
  expect(text).toContain('Say "help with sites"')
})

test.each([
  ['help with members', /^This is what you can do with members and access:\n.*invite anna@example\.com/s],
  ['what can I do with tokens?', /Create an API token|create a token/i],
  ['Hilfe zu Websites', /^Das geht mit Websites:\n.*Eine Website erstellen: “/s],
  ['ayuda con miembros', /^Esto puedes hacer con Miembros y acceso:/],
  ['aide sur les membres', /^Voici ce que vous pouvez faire avec Membres et accès/],
  ['サイトのヘルプ', /^サイトでできることは次のとおりです。/],
  ['Hilfe zu Anmeldung', /Sitzungen zeigen: “zeige meine Sitzungen”/],
  ['help with backups', /Backups are not available yet/],
])('%s: the actions of that group', (text, expected) => {
  expect(told(text)).toMatch(expected)
})

test('who is offered a ranking of sites reads by what', () => {
  expect(compileGrammars(ACTIONS).get('en')?.sampleOf(rankSites)).toBe('rank sites by visits')
})

test('no example in any language has a word left that stands for something', () => {
  const unfilled = [...compileGrammars(ACTIONS).values()].flatMap(({ language, templates }) =>
    ACTIONS.flatMap(
      (action) => templates.find((template) => template.action === action)?.elements ?? [],
    ).flatMap((element) =>
      element.kind === 'slot' && language.texts.samples[element.slot.name] === undefined
        ? [`${language.code}: ${element.slot.name}`]
        : [],
    ),
  )

  expect(unfilled).toEqual([])
})

test('nobody is shown what is not theirs', () => {
  const text = told('help', ACTIONS, ['sites.list', 'sites.show', 'me.show'])

  expect(text).not.toContain('Shards')
  expect(text).not.toContain('Create a site')
  expect(told('help with shards', ACTIONS, ['sites.list'])).toContain(
    'Your role includes nothing of that group',
  )
})

test('a new noun is a group of its own', () => {
  const brew = defineAction({
    name: 'coffee.brew',
    summary: 'Brew coffee',
    input: z.object({}),
    output: z.object({}),
    errors: [],
    effect: 'creates',
    permission: 'self:change',
    http: 'POST /v1/coffee',
    cli: 'coffee brew',
    cliExample: 'aipress coffee brew',
    examples: ['make coffee'],
  })
  const actions = [...ACTIONS, brew]

  expect(told('help', actions)).toContain('- **Coffee**: “Make coffee”')
  expect(told('help with coffee', actions)).toContain('Brew coffee: “make coffee”')
})

test.each([...LANGUAGES.values()].filter(({ code }) => code !== 'en'))(
  'a sentence in $code names every action in its own language',
  ({ texts }) => {
    expect(ACTIONS.filter(({ name }) => texts.actions[name] === undefined).map(({ name }) => name)).toEqual(
      [],
    )
  },
)
