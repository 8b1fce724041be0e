import { AipressError } from '@aipress/contract'
import type { RowDataPacket } from 'mysql2/promise'
import { ARGS_LENGTH_MAX, EVENTS_MAX, type ScheduledEvent } from '../../platform/cron-host.ts'
import type { Place } from '../../platform/place.ts'
import { connected } from './database-reader.ts'
import type { Layout } from './layout.ts'
import { type PhpArray, type PhpValue, parsePhpSerialized } from './php-serialized.ts'
import { readSiteConfiguration } from './site-configuration.ts'

/** WordPress reads it at each request; of a site with more than this, which is ill already, the first are told. */
const OPTION_BYTES_MAX = 4 * 1024 * 1024
const STATEMENT_SECONDS_MAX = 2
const LOOK_MS_MAX = 4_000
const HOOK_LENGTH_MAX = 200

/**
 * WordPress' option `cron`, read as the site's own database user: whatever the site has put in the place of its
 * table, a view with functions for example, it gets no further than the site itself.
 */
export async function readScheduledEvents(
  layout: Layout,
  place: Place,
  signal: AbortSignal,
): Promise<ScheduledEvent[]> {
  const { database } = await readSiteConfiguration(layout.shard(place.shardId).slot(place.slot))
  const { socket, user, password, name } = database
  const login = { socket, user, password, database: name }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS_MAX)])
  const option = await connected(login, limit, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>({
      sql: `SET STATEMENT max_statement_time = ${STATEMENT_SECONDS_MAX} FOR
        SELECT CAST(LEFT(option_value, ${OPTION_BYTES_MAX}) AS BINARY) AS value FROM wp_options
        WHERE option_name = 'cron' LIMIT 1`,
      timeout: LOOK_MS_MAX,
    })
    const value: unknown = rows[0]?.value
    return Buffer.isBuffer(value) ? value : undefined
  })
  return option === undefined ? [] : eventsOf(option)
}

/** `[time][hook][digest of arguments] = { schedule, args, interval? }`, and a version beside the times. */
export function eventsOf(option: Buffer): ScheduledEvent[] {
  const events: ScheduledEvent[] = []
  for (const [time, hooks] of mapOf(parsed(option))) {
    if (typeof time !== 'number' || !Number.isFinite(time) || Math.abs(time) >= 1e11) continue
    for (const [hook, variants] of mapOf(hooks)) {
      for (const event of mapOf(variants).values()) {
        const told = mapOf(event)
        // Missing in the last one of an option that was too long to be read to its end.
        if (told.has('args')) events.push(eventOf(time, String(hook), told))
      }
    }
  }
  return events.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime()).slice(0, EVENTS_MAX)
}

function parsed(option: Buffer): PhpValue {
  try {
    return parsePhpSerialized(option, { isPart: option.length >= OPTION_BYTES_MAX })
  } catch (cause) {
    throw new AipressError('platform_unavailable', 'What the site has scheduled cannot be read.', {
      hint: 'WordPress cannot read it either: its option "cron" is damaged.',
      cause,
    })
  }
}

function eventOf(time: number, hook: string, event: PhpArray): ScheduledEvent {
  const [schedule, interval] = [event.get('schedule'), event.get('interval')]
  const args = JSON.stringify(plain(event.get('args') ?? new Map()))
  return {
    hook: hook.slice(0, HOOK_LENGTH_MAX),
    dueAt: new Date(time * 1000),
    schedule: typeof schedule === 'string' ? schedule.slice(0, HOOK_LENGTH_MAX) : undefined,
    intervalSeconds: typeof interval === 'number' && interval > 0 ? Math.floor(interval) : undefined,
    args: args.length > ARGS_LENGTH_MAX ? `${args.slice(0, ARGS_LENGTH_MAX - 1)}…` : args,
  }
}

const mapOf = (value: PhpValue | undefined): PhpArray => (value instanceof Map ? value : new Map())

/** A list where the keys are 0, 1, 2 …, as PHP's own JSON has it. */
function plain(value: PhpValue): unknown {
  if (!(value instanceof Map)) return value
  const keys = [...value.keys()]
  return keys.every((key, index) => key === index)
    ? [...value.values()].map(plain)
    : Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]))
}
