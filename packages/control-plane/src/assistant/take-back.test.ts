import { ACTIONS, type AnyAction, type ModelSettings } from '@aipress/contract'
import { expect, test } from 'vitest'
import type { Actions } from '../actions/index.ts'
import { takeBackOf } from './take-back.ts'
import { ANNA } from './testing/toy-platform.ts'

type Input = Record<string, unknown>

/** What takes a call back where these are the answers of actions that read. */
function back(name: string, input: Input, answers: Record<string, unknown>) {
  const call = async (asked: string) => {
    if (!(asked in answers)) throw new Error(`${asked} was not to be read.`)
    return answers[asked]
  }
  const action = ACTIONS.find((one) => one.name === name) as AnyAction
  const { signal } = new AbortController()
  return takeBackOf({ actions: { call } as unknown as Actions, caller: ANNA, signal }, action, input)
}
const calls = (...all: [string, Input][]) => ({ calls: all.map(([tool, input]) => ({ tool, input })) })

const site = (more: object) => ({ 'sites.show': { siteId: 'site_1', name: 'jazz', title: 'Jazz', ...more } })
const php = (memoryMb: number, uploadMb: number, seconds: number, more: object = {}) => ({
  ...site({}),
  'php.show': {
    siteName: 'jazz',
    settings: { memoryMb, uploadMb, seconds },
    defaults: { memoryMb: 256, uploadMb: 100, seconds: 60 },
    ...more,
  },
})
const model = (more: Partial<ModelSettings>) => ({
  'models.show': {
    model: 'google/gemini-3-flash',
    from: 'settings',
    hasKey: false,
    limits: { tokensPerDay: 1_000_000 },
    ...more,
  },
})

test.each<[string, string, Input, Record<string, unknown>, unknown]>([
  [
    'PHP settings that were the platform’s own',
    'php.set',
    { site: 'jazz', upload: '64M' },
    php(256, 100, 60),
    calls(['php_set', { site: 'site_1', reset: true }]),
  ],
  [
    'those PHP settings alone that were named',
    'php.set',
    { site: 'jazz', upload: '64M', seconds: 30 },
    php(512, 100, 90),
    calls(['php_set', { site: 'site_1', upload: '100M', seconds: 90 }]),
  ],
  [
    'all PHP settings that a reset forgot',
    'php.set',
    { site: 'jazz', reset: true, upload: '120M' },
    php(512, 100, 90),
    calls(['php_set', { site: 'site_1', reset: true, memory: '512M', seconds: 90 }]),
  ],
  [
    'PHP settings without forgetting what was asked for beyond the tier',
    'php.set',
    { site: 'jazz', upload: '64M' },
    php(256, 100, 60, { beyondTier: { memoryMb: 1_024 } }),
    calls(['php_set', { site: 'site_1', upload: '100M' }]),
  ],
  [
    'no reset that forgot what was asked for beyond the tier',
    'php.set',
    { site: 'jazz', reset: true },
    php(256, 100, 90, { beyondTier: { memoryMb: 1_024 } }),
    undefined,
  ],
  [
    'a tier',
    'sites.tier',
    { site: 'jazz', tier: 'gold' },
    site({ tier: 'silver' }),
    calls(['sites_tier', { site: 'site_1', tier: 'silver' }]),
  ],
  [
    'the labels that were not there before',
    'sites.label',
    { site: 'jazz', add: 'old,new', remove: 'gone,kept' },
    site({ labels: ['old', 'kept'] }),
    calls(['sites_label', { site: 'site_1', add: 'kept', remove: 'new' }]),
  ],
  ['a cache, which comes back by itself', 'cache.purge', { site: 'jazz' }, {}, { why: 'cache' }],
  [
    'the limits of a model',
    'models.change',
    { tokensPerDay: 5_000, costPerDay: 2 },
    model({}),
    calls(['models_change', { tokensPerDay: 1_000_000, costPerDay: 0 }]),
  ],
  [
    'a model with its address and prices',
    'models.change',
    { model: 'google/gemini-3-pro' },
    model({ hasKey: true, inputPrice: 1, outputPrice: 2 }),
    calls(['models_change', { model: 'google/gemini-3-flash', url: '', inputPrice: 1, outputPrice: 2 }]),
  ],
  [
    'no model whose key is lost',
    'models.change',
    { model: 'anthropic/claude' },
    model({ hasKey: true }),
    { why: 'key' },
  ],
  ['no price where none was', 'models.change', { inputPrice: 3 }, model({}), { why: 'price' }],
  [
    'a role',
    'people.role',
    { person: 'ben@example.com', role: 'viewer' },
    { 'people.list': { items: [{ personId: 'per_1', email: 'ben@example.com', role: 'owner' }] } },
    calls(['people_role', { person: 'ben@example.com', role: 'owner' }]),
  ],
  [
    'access that was not there',
    'access.give',
    { site: 'jazz', email: 'ben@example.com' },
    { ...site({}), 'access.list': { siteName: 'jazz', items: [] } },
    calls(['access_revoke', { site: 'site_1', person: 'ben@example.com' }]),
  ],
  [
    'access that was ended by a person’s id',
    'access.revoke',
    { site: 'jazz', person: 'per_1' },
    {
      ...site({}),
      'people.list': { items: [{ personId: 'per_1', email: 'ben@example.com' }] },
      'access.list': { items: [{ on: 'site', email: 'ben@example.com', role: 'viewer' }] },
    },
    calls(['access_give', { site: 'site_1', email: 'ben@example.com', role: 'viewer' }]),
  ],
  [
    'no access that is not known to have been there',
    'access.revoke',
    { site: 'jazz', person: 'ben@example.com' },
    { ...site({}), 'access.list': { items: [] } },
    undefined,
  ],
  [
    'a hostname, on the site by its id',
    'hostnames.add',
    { site: 'jazz', hostname: 'jazz.example.com' },
    site({ hostnames: [] }),
    calls(['hostnames_remove', { site: 'site_1', hostname: 'jazz.example.com' }]),
  ],
  ['nothing where it cannot be read', 'sites.pin', { site: 'jazz', pinned: true }, {}, undefined],
])('takes back %s', async (_, name, input, answers, expected) => {
  expect(await back(name, input, answers)).toEqual(expected)
})

test('nothing is waited for once the turn has ended, and reads are told so', async () => {
  const turn = new AbortController()
  let told: AbortSignal | undefined
  const call = (_name: string, _input: unknown, _caller: unknown, { signal }: { signal: AbortSignal }) => {
    told = signal
    turn.abort()
    return new Promise(() => undefined)
  }
  const action = ACTIONS.find(({ name }) => name === 'sites.pin') as AnyAction
  const around = { actions: { call } as unknown as Actions, caller: ANNA, signal: turn.signal }
  expect(await takeBackOf(around, action, { site: 'jazz' })).toBeUndefined()
  expect(told?.aborted).toBe(true)
})

test('every call that takes one back is one that the action takes', async () => {
  const found = await Promise.all([
    back('php.set', { site: 'jazz', upload: '64M', seconds: 30 }, php(512, 100, 90)),
    back('models.change', { model: 'google/gemini-3-pro' }, model({ inputPrice: 1, outputPrice: 2 })),
    back('sites.label', { site: 'jazz', add: 'new' }, site({ labels: [] })),
    back('sites.rename', { site: 'jazz', title: 'Blues' }, site({})),
  ])
  for (const { tool, input } of found.flatMap((one) =>
    one !== undefined && 'calls' in one ? one.calls : [],
  )) {
    const action = ACTIONS.find(({ name }) => name.replace('.', '_') === tool)
    expect(action?.input.safeParse(input), `${tool} ${JSON.stringify(input)}`).toMatchObject({
      success: true,
    })
  }
})
