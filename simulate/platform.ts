import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import pg from 'pg'
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../packages/control-plane/src/drivers/simulated/world.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { figuresOfProcess, type ProcessFigures } from './processes.ts'

export interface SimulationOptions {
  readonly sites: number
  readonly shards: number
  readonly groups: number
  readonly seed: number
  /** Real seconds per simulated one. */
  readonly timeScale: number
}

export const REGIONS = ['us-central1', 'europe-west1', 'asia-northeast1'] as const
export type Region = (typeof REGIONS)[number]
/** Where the product's founding document wants the traffic (Multi-Region Strategy). */
export const REGION_SHARES: Record<Region, number> = {
  'us-central1': 0.4,
  'europe-west1': 0.35,
  'asia-northeast1': 0.25,
}

/** A share of all calls to the cloud fails, and some shards are slow, as in life. */
const FAILURE_SHARE = 0.002
const SLOW_SHARDS = { share: 0.05, factor: 5 }

/** The real control plane, front, groups and PostgreSQL, in processes as `npm run up` starts them, over a simulated cloud. */
export interface SimulatedPlatform extends AsyncDisposable {
  readonly cloud: LocalCloud
  readonly world: SimulatedWorld
  readonly options: SimulationOptions
  /** By name: `control-plane`, `control-plane-1`, … */
  processes(): Promise<Map<string, ProcessFigures>>
  /** Asks each control group's database and adds the answers up, or lists them. */
  askGroups(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  askDirectory(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** Bytes of all databases. */
  databaseBytes(): Promise<number>
  /** Resolves when no operation is under way in any group. */
  settled(signal: AbortSignal): Promise<void>
  unsettled(): Promise<number>
  stopGroup(group: number): Promise<void>
  startGroup(group: number): Promise<void>
}

const LOOK_AGAIN_MS = 250

export async function startSimulatedPlatform(options: SimulationOptions): Promise<SimulatedPlatform> {
  const simulation = {
    seed: options.seed,
    timeScale: options.timeScale,
    failureShare: FAILURE_SHARE,
    slowShards: SLOW_SHARDS,
  }
  const cloud = await startLocalCloud({
    withoutFaults: true,
    withDurability: true,
    environment: {
      AIPRESS_DRIVER: 'simulated',
      AIPRESS_SIMULATION: JSON.stringify(simulation),
      AIPRESS_GROUPS: String(options.groups),
      AIPRESS_SHARDS_MAX: String(Math.ceil(options.shards / options.groups)),
      AIPRESS_REGIONS: REGIONS.join(','),
      // The plan's thousand shards are for all; a shard for each gold site would be ten thousand more.
      AIPRESS_DEDICATED_SHARDS_MAX: '0',
      AIPRESS_WARM_SLOTS: '0',
      AIPRESS_DELETE_GRACE_HOURS: '0',
      AIPRESS_MOVE_GRACE_MINUTES: '0',
      AIPRESS_LOG_LEVEL: 'warn',
    },
  })
  // Its processes are children of a supervisor and would outlive this one.
  const interrupted = async () => {
    await cloud[Symbol.asyncDispose]()
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted)
  const world = createSimulatedWorld({
    ...simulation,
    folder: cloud.layout.simulation,
    regions: [...REGIONS],
    failureShares: FAILURE_SHARE,
  })
  const { postgres } = cloud.layout
  const pools = new Map<string, pg.Pool>()
  const ask = async (database: string, sql: string, values: unknown[] = []) => {
    const pool = pools.get(database) ?? new pg.Pool({ user: 'aipress', database, host: postgres.run, max: 2 })
    pools.set(database, pool)
    return (await pool.query(sql, values)).rows as Record<string, unknown>[]
  }
  const groups = Array.from({ length: options.groups }, (_, index) => postgres.databaseOf(index + 1))
  const askGroups = async (sql: string, values?: unknown[]) =>
    (await Promise.all(groups.map((name) => ask(name, sql, values)))).flat()

  const unsettled = async () => {
    const rows = await askGroups(
      `select count(*) as count from engine_operations where state in ('queued', 'running', 'undoing')`,
    )
    return rows.reduce((sum, row) => sum + Number(row.count), 0)
  }
  return {
    cloud,
    world,
    options,
    askGroups,
    unsettled,
    askDirectory: (sql, values) => ask('aipress', sql, values),
    async processes() {
      const services = (await cloud.supervisor.list()).filter(({ name }) => name.startsWith('control-plane'))
      const entries = await Promise.all(
        services.map(async ({ name, pid }) => [name, pid && (await figuresOfProcess(pid))] as const),
      )
      return new Map(entries.filter((entry): entry is [string, ProcessFigures] => Boolean(entry[1])))
    },
    async databaseBytes() {
      const [row] = await ask('aipress', 'select sum(pg_database_size(oid)) as bytes from pg_database')
      return Number(row?.bytes)
    },
    async settled(signal) {
      while ((await unsettled()) > 0) await delay(LOOK_AGAIN_MS, undefined, { signal })
    },
    stopGroup: (group) => control(cloud, group, '-d'),
    startGroup: (group) => control(cloud, group, '-u'),
    async [Symbol.asyncDispose]() {
      await Promise.all([...pools.values()].map((pool) => pool.end()))
      world[Symbol.dispose]()
      await cloud[Symbol.asyncDispose]()
    },
  }
}

/** `-d` takes it down and keeps it down, `-u` brings it up: an outage as an operator would see it. */
async function control({ layout }: LocalCloud, group: number, what: '-d' | '-u'): Promise<void> {
  await execa('s6-svc', [what, layout.service(`control-plane-${group}`)])
}
