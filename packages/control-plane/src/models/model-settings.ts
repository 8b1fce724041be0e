import {
  AipressError,
  BUILT_IN_MODEL,
  MODEL_NAME_RULE,
  type ModelSettings,
  parseModelName,
} from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Seal } from '../kernel/seal.ts'
import { type ServiceAccount, serviceAccountFrom } from './google-credentials.ts'
import type { ModelSettingsTable } from './model-migrations.ts'
import type { ModelConfig } from './select-model.ts'

/** Of an account on a day, until somebody sets another: some 200 turns of a usual length. */
export const TOKENS_PER_DAY = 2_000_000

/** What was asked to change; empty texts remove. */
export interface ModelChange {
  readonly model?: string | undefined
  readonly url?: string | undefined
  readonly apiKey?: string | undefined
  readonly credentials?: string | undefined
  readonly project?: string | undefined
  readonly location?: string | undefined
  readonly inputPrice?: number | undefined
  readonly outputPrice?: number | undefined
  readonly tokensPerDay?: number | undefined
  readonly costPerDay?: number | undefined
}

export interface Prices {
  /** US dollars for a million tokens. */
  readonly input: number
  readonly output: number
}

/** The settings as they hold now, secrets opened. */
export interface ModelNow {
  readonly config: ModelConfig
  readonly prices: Prices | undefined
  readonly tokensPerDay: number
  readonly costPerDay: number | undefined
  /** Another one for each change. */
  readonly version: string
  readonly shown: ModelSettings
}

interface Deps {
  readonly database: Database
  readonly seal: Seal
  readonly clock: Clock
  /** As the platform was started. */
  readonly environment: ModelConfig
}

interface Row extends Omit<ModelSettingsTable, 'tokens_per_day' | 'platform'> {
  tokens_per_day: string | number | null
}

export function createModelSettings(deps: Deps) {
  const { database, clock } = deps
  const find = () => database.selectFrom('model_settings').selectAll().executeTakeFirst()
  return {
    async now(): Promise<ModelNow> {
      return asNow(deps, await find())
    },

    async change(change: ModelChange, by: string): Promise<ModelNow> {
      return database.transaction().execute(async (tx) => {
        const first = { ...EMPTY, changed_at: new Date(clock()), changed_by: by }
        // What is wrong is told before anything is written.
        changed(deps, (await tx.selectFrom('model_settings').selectAll().executeTakeFirst()) ?? first, change)
        await tx
          .insertInto('model_settings')
          .values({ ...first, platform: 'this' })
          .onConflict((conflict) => conflict.column('platform').doNothing())
          .execute()
        const before = await tx.selectFrom('model_settings').selectAll().forUpdate().executeTakeFirstOrThrow()
        const row = { ...changed(deps, before, change), changed_at: new Date(clock()), changed_by: by }
        const { tokens_per_day, platform: _, ...rest } = row
        const tokens = tokens_per_day === null ? null : Number(tokens_per_day)
        await tx
          .updateTable('model_settings')
          .set({ ...rest, tokens_per_day: tokens })
          .execute()
        return asNow(deps, row)
      })
    },
  }
}

const EMPTY = {
  model: null,
  url: null,
  sealed_api_key: null,
  sealed_credentials: null,
  project: null,
  location: null,
  input_price: null,
  output_price: null,
  tokens_per_day: null,
  cost_per_day: null,
}

/** A key is bound to where it is sent: whoever may choose another address must not be sent the key of the former. */
function changed<R extends Row>({ seal, environment }: Deps, before: R, change: ModelChange): R {
  const sealed = (plain: string | undefined, purpose: string, kept: string | null) =>
    plain === undefined ? kept : plain === '' ? null : seal.seal(plain, purpose)
  const model = change.model === undefined ? before.model : change.model === 'default' ? null : change.model
  const url = kept(before.url, change.url)
  const places = [placeOf(before, environment), placeOf({ model, url }, environment)]
  const stays = places[0] === places[1]
  const after = {
    ...before,
    model,
    url: change.url === undefined && !stays && change.model !== undefined ? null : url,
    sealed_api_key: sealed(change.apiKey, API_KEY, stays ? before.sealed_api_key : null),
    sealed_credentials: sealed(
      change.credentials && JSON.stringify(serviceAccountFrom(change.credentials)),
      CREDENTIALS,
      stays ? before.sealed_credentials : null,
    ),
    project: kept(before.project, change.project),
    location: kept(before.location, change.location),
    // Prices are a model's: those of another one would make costs up.
    input_price: change.inputPrice ?? (model === before.model ? before.input_price : null),
    output_price: change.outputPrice ?? (model === before.model ? before.output_price : null),
    tokens_per_day: change.tokensPerDay ?? before.tokens_per_day,
    cost_per_day: change.costPerDay === 0 ? null : (change.costPerDay ?? before.cost_per_day),
  }
  check(after, environment)
  return after
}

const API_KEY = 'model api key'
const CREDENTIALS = 'model credentials'

const kept = (before: string | null, said: string | undefined) =>
  said === undefined ? before : said === '' ? null : said

function placeOf({ model, url }: Pick<Row, 'model' | 'url'>, environment: ModelConfig): string {
  const name = model ?? environment.name
  return JSON.stringify([parseModelName(name)?.provider, url])
}

function check(row: Row, environment: ModelConfig): void {
  const { model, url, cost_per_day, input_price, output_price } = row
  const refuse = (message: string, hint: string) => {
    throw new AipressError('invalid_input', message, { hint })
  }
  if (cost_per_day !== null && (input_price === null || output_price === null))
    refuse('A limit of cost needs prices.', 'Set inputPrice and outputPrice, as your provider lists them.')
  const named = model ?? environment.name
  const isVertex = parseModelName(named)?.provider === 'google-vertex'
  const hasOwn = row.sealed_api_key !== null || row.sealed_credentials !== null
  if (isVertex && url !== null && url !== environment.url && !hasOwn)
    refuse(
      'The machine’s own identity is not sent to another address than Google’s.',
      'Leave the address out, or give a key or a service account for it.',
    )
  if (model === null || model === BUILT_IN_MODEL) return
  const provider = parseModelName(model)?.provider
  if (provider === undefined)
    refuse(`The model "${model}" has no known provider.`, `It ${MODEL_NAME_RULE}, or be built-in or default.`)
  if (provider === 'openai-compatible' && url === null)
    refuse(
      'An OpenAI-compatible model needs the address of its API.',
      'Give it with url, for example http://localhost:11434/v1 for Ollama.',
    )
}

function asNow({ seal, environment }: Deps, row: Row | undefined): ModelNow {
  const isOwn = row !== undefined && row.model !== null
  const credentials: ServiceAccount | undefined =
    row?.sealed_credentials == null ? undefined : JSON.parse(seal.open(row.sealed_credentials, CREDENTIALS))
  const own = {
    ...(row?.url == null ? {} : { url: row.url }),
    ...(row?.sealed_api_key == null ? {} : { apiKey: seal.open(row.sealed_api_key, API_KEY) }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(row?.project == null ? {} : { project: row.project }),
    ...(row?.location == null ? {} : { location: row.location }),
  }
  const name = isOwn ? (row.model ?? '') : environment.name
  // What the machine holds is for the address that the machine was told.
  const isElsewhere = own.url !== undefined && own.url !== environment.url
  const { apiKey: _, ...withoutKey } = environment
  const config: ModelConfig = isOwn
    ? { name: name === BUILT_IN_MODEL ? '' : name, ...own, mayUseMachineKeys: !isElsewhere }
    : { ...(isElsewhere ? withoutKey : environment), ...own, mayUseMachineKeys: !isElsewhere }
  const prices =
    row?.input_price == null || row.output_price == null
      ? undefined
      : { input: row.input_price, output: row.output_price }
  const tokensPerDay = Number(row?.tokens_per_day ?? TOKENS_PER_DAY)
  const costPerDay = row?.cost_per_day ?? undefined
  return {
    config,
    prices,
    tokensPerDay,
    costPerDay,
    version: row === undefined ? 'none' : String(row.changed_at.getTime()),
    shown: {
      model: config.name === '' ? BUILT_IN_MODEL : config.name,
      from: isOwn ? 'settings' : 'environment',
      ...(config.url === undefined ? {} : { url: config.url }),
      hasKey: config.apiKey !== undefined,
      ...(credentials === undefined ? {} : { credentials: credentials.client_email }),
      ...(config.project === undefined ? {} : { project: config.project }),
      ...(config.location === undefined ? {} : { location: config.location }),
      ...(prices === undefined ? {} : { inputPrice: prices.input, outputPrice: prices.output }),
      limits: { tokensPerDay, ...(costPerDay === undefined ? {} : { costPerDay }) },
      ...(row === undefined ? {} : { changedAt: row.changed_at.toISOString(), changedBy: row.changed_by }),
    },
  }
}
