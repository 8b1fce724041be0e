import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  createCronNotices,
  createCronRunner,
  createCronSweep,
  cronMigrations,
} from '../packages/control-plane/src/cron/index.ts'
import { createLocalCronHost } from '../packages/control-plane/src/drivers/local/cron-host.ts'
import { layoutOf, shardIdOf } from '../packages/control-plane/src/drivers/local/layout.ts'
import { slotUser } from '../packages/control-plane/src/drivers/local/slot-user.ts'
import { openDatabase, sql } from '../packages/control-plane/src/kernel/database.ts'
import { createLog } from '../packages/control-plane/src/kernel/log.ts'
import { migrate } from '../packages/control-plane/src/kernel/migrate.ts'
import { runReconcilers } from '../packages/control-plane/src/kernel/reconciler.ts'
import { openTestDirectory } from '../packages/control-plane/src/sites/testing/test-directory.ts'
import { startPostgres } from '../test/harness/postgres.ts'

const SHARDS = 20
const SLOTS = 50
/** Turns of the sweep until every site has been looked at once. */
const SWEEPS = 5
/** Until the reconcilers have had their first turns. */
const SETTLE_MS = 15_000
const WATCH_MS = 120_000
const TICKS_PER_SECOND = 100

/**
 * The index and its reconcilers at rest, with a thousand sites that have nothing due. What is read from their
 * databases is not part of it: that is a look per site and hour.
 */
export async function measureIdle() {
  await using directory = await openTestDirectory()
  await using postgres = await startPostgres()
  await using pool = openDatabase(await postgres.createDatabase())
  await migrate(pool.database, cronMigrations)
  const layout = layoutOf(await mkdtemp(join(tmpdir(), 'aipress-idle-')))
  const dueAt = new Date(Date.now() + 86_400_000)
  try {
    for (let number = 1; number <= SHARDS; number += 1) {
      for (let slot = 1; slot <= SLOTS; slot += 1) {
        const place = { shardId: shardIdOf(number), slot }
        const { uid, gid } = slotUser(layout.home, place)
        const { schedule, dueFile } = layout.shard(place.shardId).slot(slot)
        await mkdir(schedule, { recursive: true })
        await writeFile(dueFile, String(Math.floor(dueAt.getTime() / 1_000)))
        await chown(dueFile, uid, gid)
        await directory.insert(`site-${number}-${slot}`, { place })
      }
    }
    let runs = 0
    const event = { hook: 'daily', dueAt, schedule: undefined, intervalSeconds: undefined, args: '[]' }
    const host = {
      ...createLocalCronHost(layout),
      events: async () => [event],
      run: async () => {
        runs += 1
        return { kind: 'ran' as const, events: [], durationMs: 0 }
      },
    }
    const wake = () => reconcilers.nudge('cron-runner')
    const deps = {
      database: pool.database,
      directory: directory.directory,
      host,
      process: 'bench',
      clock: Date.now,
      controlGroup: 1,
      engine: { atWork: async () => new Map() },
      log: createLog('error'),
      wake,
      changed: wake,
      ran: () => undefined,
    }
    const sweep = createCronSweep({ ...deps, changed: () => undefined })
    for (let turn = 0; turn < SWEEPS; turn += 1) await sweep.run(AbortSignal.timeout(60_000))
    const reconcilers = runReconcilers(
      [createCronNotices(deps), createCronRunner(deps), sweep],
      pool.database,
      deps.log,
    )
    await using _running = reconcilers
    const stop = host.watch(() => reconcilers.nudge('cron-notices'))
    await delay(SETTLE_MS)
    const postgresOf = async () => {
      const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(pool.database)
      const others = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(directory.directory)
      return cpuMsOf([...rows, ...others.rows].map(({ pid }) => pid))
    }
    const [before, beforeMs] = [process.cpuUsage(), await postgresOf()]
    await delay(WATCH_MS)
    const [used, afterMs] = [process.cpuUsage(before), await postgresOf()]
    stop()
    const perMinute = (ms: number) => Math.round((ms * 60_000) / WATCH_MS)
    return {
      processMsPerMinute: perMinute((used.user + used.system) / 1_000),
      postgresMsPerMinute: perMinute(afterMs - beforeMs),
      runs,
    }
  } finally {
    await rm(layout.home, { recursive: true })
  }
}

/** User and system time of these processes. */
async function cpuMsOf(pids: readonly number[]): Promise<number> {
  const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  const ticks = texts.map((text) => {
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  })
  return (ticks.reduce((sum, one) => sum + one, 0) * 1_000) / TICKS_PER_SECOND
}
