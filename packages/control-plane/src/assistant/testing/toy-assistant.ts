import type { Actions } from '../../actions/index.ts'
import type { Database } from '../../kernel/database.ts'
import { createLog } from '../../kernel/log.ts'
import { createSeal } from '../../kernel/seal.ts'
import { createModels, type ModelConfig, type Models } from '../../models/index.ts'
import { type Assistant, createAssistant } from '../index.ts'
import type { TurnLimits } from '../run-model.ts'

interface Platform {
  readonly actions: Actions
  readonly database: Database
  readonly clock?: () => number
}

export interface ToyAssistant extends Assistant {
  readonly models: Models
}

/** For tests: an assistant over the platform given, with the built-in interpreter unless a model is named. */
export function openToyAssistant(
  { actions, database, clock = Date.now }: Platform,
  { model = { name: '' }, limits = {} }: { model?: ModelConfig; limits?: Partial<TurnLimits> } = {},
): ToyAssistant {
  const log = createLog('silent')
  const seal = createSeal(Buffer.alloc(32, 2))
  const models = createModels({ database, clock, log, seal, environment: model })
  const publicFacts = { consoleUrl: 'http://aipress.localhost:8080', domain: 'localhost', version: '0.1.0' }
  const approvalKey = Buffer.alloc(32, 3)
  const assistant = createAssistant({
    actions,
    database,
    clock,
    log,
    models,
    approvalKey,
    publicFacts,
    limits,
  })
  return { ...assistant, models }
}
