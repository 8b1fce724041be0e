import type { ModelSettings, ModelUse } from '@aipress/contract/models.ts'
import type { Answer } from './answers.ts'
import { ago } from './world.ts'

const SETTINGS: ModelSettings = {
  model: 'google/gemini-3-flash',
  from: 'settings',
  hasKey: true,
  inputPrice: 0.5,
  outputPrice: 3,
  limits: { tokensPerDay: 2_000_000, costPerDay: 10 },
  changedAt: ago(900),
  changedBy: 'anna@example.com',
}

/** A model that is chosen and used; the one that was started with is the built-in interpreter. */
export const MODEL_ANSWERS: Record<string, Answer> = {
  'models.show': (_, { world }) => world.model ?? SETTINGS,
  'models.change': ({ model }, { world, person }) => {
    const isDefault = model === 'default'
    world.model = {
      ...(world.model ?? SETTINGS),
      ...(typeof model === 'string' && { model: isDefault ? 'built-in' : model }),
      from: isDefault ? 'environment' : 'settings',
      changedAt: new Date().toISOString(),
      changedBy: person.email,
    }
    return world.model
  },
  'models.test': (_, { world }) => {
    const { model } = world.model ?? SETTINGS
    const failure = `${model} is not available: it could not be reached.`
    return { model, ok: false, failure, durationMs: 12 }
  },
  'models.usage': (_, { world }) => ({
    since: ago(30 * 24 * 60).slice(0, 10),
    items: world.accounts.map(useOf),
    today: { tokens: 41_207, cost: 0.04 },
  }),
}

function useOf({ accountId, name }: { accountId: string; name: string }): ModelUse {
  return {
    accountId,
    accountName: name,
    model: SETTINGS.model,
    calls: 214,
    failures: 3,
    inputTokens: 1_204_112,
    outputTokens: 88_403,
    cost: 0.87,
  }
}
