import type { LanguageModelV4 } from '@ai-sdk/provider'
import { BUILT_IN_MODEL } from '@aipress/contract'
import { appendAuditLine } from '../audit/index.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Seal } from '../kernel/seal.ts'
import { type ModelCall, metered } from './metered-model.ts'
import { isUnreachable, ModelLimitError, reasonOf } from './model-failure.ts'
import { createModelSettings, type ModelNow, type Prices } from './model-settings.ts'
import { addUse, costOf, usedToday } from './model-usage.ts'
import { type ConfiguredModel, type ModelConfig, selectModel } from './select-model.ts'

export interface ModelsDeps {
  readonly database: Database
  readonly seal: Seal
  readonly clock: Clock
  readonly log: Log
  /** As the platform was started. */
  readonly environment: ModelConfig
}

/** On whose behalf a model is asked, and what for. */
export interface Asker {
  readonly caller: Caller
  /** Absent for a test of the settings. */
  readonly conversationId?: string
}

export interface ChosenModel {
  readonly name: string
  readonly prices: Prices | undefined
  /** Counts and limits each request on behalf of the asker. */
  load(asker: Asker): Promise<LanguageModelV4>
}

/** Which language model the platform speaks with, and what that uses. */
export interface Models {
  readonly settings: ReturnType<typeof createModelSettings>
  /** By the settings as they are now; undefined for the built-in interpreter. */
  current(): Promise<ChosenModel | undefined>
  name(): Promise<string>
}

export function createModels(deps: ModelsDeps): Models {
  const settings = createModelSettings(deps)
  // What can never work in the environment is told at the start, not to the first person who asks.
  selectModel(deps.environment)
  const atOnce = createAtOnce()
  const resting = createRest(deps.clock)
  let loaded: { version: string; model: ConfiguredModel | undefined } | undefined
  const select = ({ config, version }: ModelNow) => {
    if (loaded?.version !== version) loaded = { version, model: selectModel(config) }
    return loaded.model
  }
  return {
    settings,
    async current() {
      const now = await settings.now()
      const model = select(now)
      if (model === undefined) return undefined
      return {
        name: model.name,
        prices: now.prices,
        load: async (asker) =>
          metered(await model.load(), {
            async before() {
              // Who tries the settings wants to know how it is now.
              if (asker.conversationId !== undefined) resting.require(now.version)
              await requireBudget(deps, now, asker.caller)
              atOnce.begin(asker.caller.accountId)
            },
            async after(call) {
              atOnce.end(asker.caller.accountId)
              resting.note(now.version, call.error)
              await record(deps, now, model.name, asker, call)
            },
          }),
      }
    },
    async name() {
      const { config } = await settings.now()
      return config.name === '' ? BUILT_IN_MODEL : config.name
    },
  }
}

/** A model that cannot be reached is let alone for a minute: nobody waits for it with each message. */
const REST_MS = 60_000

function createRest(clock: Clock) {
  let rest: { version: string; untilMs: number } | undefined
  return {
    require(version: string): void {
      if (rest?.version === version && clock() < rest.untilMs)
        throw new ModelLimitError('it could not be reached a moment ago, and is tried again within a minute')
    },
    note(version: string, error: unknown): void {
      if (isUnreachable(error)) rest = { version, untilMs: clock() + REST_MS }
      else if (error === undefined) rest = undefined
    },
  }
}

/** Requests of one account under way: with the limits of a turn, how far a day may end above its limit. */
const AT_ONCE_MAX = 4

function createAtOnce() {
  const underWay = new Map<string, number>()
  return {
    begin(accountId: string): void {
      const count = underWay.get(accountId) ?? 0
      if (count >= AT_ONCE_MAX)
        throw new ModelLimitError(
          `this account is being answered ${AT_ONCE_MAX} times at this moment already`,
        )
      underWay.set(accountId, count + 1)
    },
    end(accountId: string): void {
      const count = (underWay.get(accountId) ?? 1) - 1
      if (count === 0) underWay.delete(accountId)
      else underWay.set(accountId, count)
    },
  }
}

/** What turns of the same account are using at the same moment is not known yet: a day may end above by these. */
async function requireBudget({ database, clock }: ModelsDeps, now: ModelNow, caller: Caller): Promise<void> {
  const used = await usedToday(database, clock, caller.accountId)
  if (used.tokens >= now.tokensPerDay)
    throw new ModelLimitError(
      `this account has used its ${now.tokensPerDay.toLocaleString('en')} tokens for today`,
    )
  if (now.costPerDay !== undefined && used.cost >= now.costPerDay)
    throw new ModelLimitError(`this account has used its ${now.costPerDay} US dollars for today`)
}

async function record(
  { database, clock, log }: ModelsDeps,
  { prices }: ModelNow,
  model: string,
  { caller, conversationId }: Asker,
  call: ModelCall,
): Promise<void> {
  const { inputTokens, outputTokens, durationMs, error, startedAtMs } = call
  const cost = prices === undefined ? undefined : costOf(call, prices)
  const { accountId } = caller
  const use = { accountId, model, failed: error !== undefined, inputTokens, outputTokens, cost }
  const input = {
    model,
    inputTokens,
    outputTokens,
    ...(cost === undefined ? {} : { costUsd: cost }),
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(error === undefined ? {} : { failure: reasonOf(error) }),
  }
  const line = {
    at: new Date(startedAtMs),
    principal: caller.principal,
    who: caller.displayName,
    door: caller.door,
    action: 'models.call',
    input: JSON.stringify(input),
    site_id: null,
    account_id: accountId,
    operation_id: null,
    result: error === undefined ? 'ok' : 'model_unavailable',
    duration_ms: durationMs,
  }
  // The answer is there: what cannot be written down now is in the log.
  await Promise.all([addUse(database, clock, use), appendAuditLine(database, line)]).catch((err: unknown) =>
    log.error({ err, line }, 'model call not written down'),
  )
}
