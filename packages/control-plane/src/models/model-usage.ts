import type { Clock } from '../kernel/clock.ts'
import { type Connection, type Database, sql } from '../kernel/database.ts'
import type { Prices } from './model-settings.ts'

export interface Tokens {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** What an account has used on a day. */
export interface UsedToday {
  readonly tokens: number
  /** US dollars; 0 where no price was set. */
  readonly cost: number
}

const KEPT_DAYS = 396
const MICROS = 1_000_000

export const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** US dollars. */
export const costOf = ({ inputTokens, outputTokens }: Tokens, { input, output }: Prices): number =>
  (inputTokens * input + outputTokens * output) / MICROS

/** Of all models together. */
export async function usedToday(database: Connection, clock: Clock, accountId: string): Promise<UsedToday> {
  const row = await database
    .selectFrom('model_usage_days')
    .select(({ fn }) => [
      sql<string | null>`sum(input_tokens + output_tokens)`.as('tokens'),
      fn.sum<string | null>('cost_micros').as('micros'),
    ])
    .where('day', '=', dayOf(clock()))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return { tokens: Number(row.tokens ?? 0), cost: Number(row.micros ?? 0) / MICROS }
}

export async function addUse(
  database: Database,
  clock: Clock,
  use: Tokens & { accountId: string; model: string; failed: boolean; cost: number | undefined },
): Promise<void> {
  const micros = use.cost === undefined ? null : Math.round(use.cost * MICROS)
  await sql`insert into model_usage_days as day values (
      ${dayOf(clock())}, ${use.accountId}, ${use.model}, 1, ${use.failed ? 1 : 0},
      ${use.inputTokens}, ${use.outputTokens}, ${micros})
    on conflict (day, account_id, model) do update set
      calls = day.calls + 1, failures = day.failures + excluded.failures,
      input_tokens = day.input_tokens + excluded.input_tokens,
      output_tokens = day.output_tokens + excluded.output_tokens,
      cost_micros = case when excluded.cost_micros is null then day.cost_micros
        else coalesce(day.cost_micros, 0) + excluded.cost_micros end`.execute(database)
}

/** Most tokens first. */
export async function usageSince(database: Database, since: string, limit: number) {
  const rows = await database
    .selectFrom('model_usage_days as day')
    .leftJoin('accounts', 'accounts.account_id', 'day.account_id')
    .select(({ fn }) => [
      'day.account_id',
      'accounts.name',
      'day.model',
      fn.sum<string>('day.calls').as('calls'),
      fn.sum<string>('day.failures').as('failures'),
      fn.sum<string>('day.input_tokens').as('input'),
      fn.sum<string>('day.output_tokens').as('output'),
      fn.sum<string | null>('day.cost_micros').as('micros'),
    ])
    .where('day.day', '>=', since)
    .groupBy(['day.account_id', 'accounts.name', 'day.model'])
    .orderBy(sql`sum(day.input_tokens + day.output_tokens)`, 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    accountId: row.account_id,
    ...(row.name === null ? {} : { accountName: row.name }),
    model: row.model,
    calls: Number(row.calls),
    failures: Number(row.failures),
    inputTokens: Number(row.input),
    outputTokens: Number(row.output),
    ...(row.micros === null ? {} : { cost: Number(row.micros) / MICROS }),
  }))
}

export async function forgetModelUsage(database: Database, nowMs: number): Promise<number> {
  const oldest = dayOf(nowMs - KEPT_DAYS * 86_400_000)
  const { numDeletedRows } = await database
    .deleteFrom('model_usage_days')
    .where('day', '<', oldest)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
