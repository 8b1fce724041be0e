import { BUILT_IN_MODEL, changeModel, showModel, showModelUsage, testModel } from '@aipress/contract'
import { type Handler, handle } from '../actions/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { dayOf, usageSince } from './model-usage.ts'
import type { Models } from './models.ts'
import { tryModel } from './test-model.ts'

interface Deps {
  readonly models: Models
  readonly database: Database
  readonly clock: Clock
}

const DAY_MS = 86_400_000
const ITEMS_MAX = 200

export function modelHandlers({ models, database, clock }: Deps): Handler[] {
  return [
    handle(showModel, async () => (await models.settings.now()).shown),

    handle(
      changeModel,
      async (change, { caller }) => (await models.settings.change(change, caller.displayName)).shown,
    ),

    handle(testModel, async (_input, { caller, signal }) => {
      const model = await models.current()
      // The interpreter is this very program.
      if (model === undefined) return { model: BUILT_IN_MODEL, ok: true, durationMs: 0 }
      return tryModel(model, caller, signal)
    }),

    handle(showModelUsage, async ({ days }) => {
      const since = dayOf(clock() - (days - 1) * DAY_MS)
      const [items, today] = await Promise.all([
        usageSince(database, since, ITEMS_MAX),
        usageSince(database, dayOf(clock()), ITEMS_MAX),
      ])
      const costs = today.flatMap(({ cost }) => (cost === undefined ? [] : [cost]))
      const tokens = today.reduce((sum, use) => sum + use.inputTokens + use.outputTokens, 0)
      const sum = costs.reduce((total, cost) => total + cost, 0)
      return { since, items, today: { tokens, ...(costs.length === 0 ? {} : { cost: sum }) } }
    }),
  ]
}
