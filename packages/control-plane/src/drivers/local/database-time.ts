import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import type { Place } from '../../platform/place.ts'
import { readStat, TICKS_PER_SECOND } from './kernel-file.ts'
import type { Layout } from './layout.ts'
import type { ShardServers } from './shard-servers.ts'

/**
 * What a site's queries take of the processors is taken by its shard's database server, where no cgroup tells sites
 * apart. But each connection has a thread of its own there (`thread_cache_size=0`: from its first to its last moment),
 * whose time the kernel counts, and which can be made to come after the others.
 */
export interface SiteQueries {
  readonly place: Place
  /** Processor time since the look before. Of connections that came and went in between nothing is known. */
  readonly seconds: number
  readonly threads: readonly Thread[]
}

interface Thread {
  readonly server: number
  readonly id: number
  /** A query runs in it, or waits for another's. */
  readonly isAsking: boolean
}

interface ShardMemory {
  readonly server: number
  readonly usedSeconds: number
  /** Processor time of each connection, by the server's number of it. */
  readonly connections: ReadonlyMap<number, number>
  /** Then it is asked in any case, as one that has rested comes back to its place. */
  readonly hasSlowed: boolean
}

/** What one look leaves for the next, by shard. */
export type DatabaseMemory = Map<string, ShardMemory>

interface Deps {
  readonly layout: Layout
  readonly servers: Pick<ShardServers, 'withDatabase'>
}

/** A server that has used less since the last look is not asked who it was. */
const BUSY_SECONDS = 0.05
/** One that does not answer in that time is not to be told apart. */
const LOOK_MS_MAX = 2_000
/** A shard has at most 640 connections. */
const CONNECTIONS_MAX = 1_000

/** Of all shards on this machine, those whose server was busy. What cannot be read is left out until the next look. */
export async function lookAtDatabases(deps: Deps, memory: DatabaseMemory): Promise<SiteQueries[]> {
  const shardIds: string[] = await readdir(deps.layout.shards).catch(() => [])
  for (const shardId of memory.keys()) if (!shardIds.includes(shardId)) memory.delete(shardId)
  const none: SiteQueries[] = []
  const looks = shardIds.map((shardId) => lookAt(deps, memory, shardId).catch(() => none))
  return (await Promise.all(looks)).flat()
}

async function lookAt(deps: Deps, memory: DatabaseMemory, shardId: string): Promise<SiteQueries[]> {
  const { data } = deps.layout.shard(shardId).mariadb
  const server = Number(await readFile(join(data, 'mariadbd.pid'), 'utf8'))
  const usedSeconds = secondsOf(`/proc/${server}/stat`)
  const before = memory.get(shardId)
  if (usedSeconds === undefined) {
    memory.delete(shardId)
    return []
  }
  const isSame = before?.server === server
  const hasSlowed = isSame && before.hasSlowed
  const isBusy = usedSeconds - (isSame ? before.usedSeconds : 0) >= BUSY_SECONDS
  // The first look knows nothing of what was before it.
  if (!isSame || !(isBusy || hasSlowed)) {
    const connections = isSame ? before.connections : new Map()
    memory.set(shardId, { server, usedSeconds, connections, hasSlowed })
    return []
  }
  const found = await connectionsOf(deps, shardId, server)
  memory.set(shardId, {
    server,
    usedSeconds,
    connections: new Map(found.map(({ connection, seconds }) => [connection, seconds])),
    hasSlowed: false,
  })
  return Array.from(
    Map.groupBy(found, ({ slot }) => slot),
    ([slot, own]) => summed({ shardId, slot }, own, before.connections),
  )
}

interface Found {
  readonly connection: number
  readonly slot: number
  readonly thread: number
  readonly server: number
  readonly seconds: number
  readonly isAsking: boolean
}

async function connectionsOf({ servers }: Deps, shardId: string, server: number): Promise<Found[]> {
  const rows = await servers.withDatabase(shardId, AbortSignal.timeout(LOOK_MS_MAX), async (connection) => {
    const [read] = await connection.query<RowDataPacket[]>(
      'SELECT id, tid, user, command FROM information_schema.processlist WHERE user LIKE ? LIMIT ?',
      ['site\\_%', CONNECTIONS_MAX],
    )
    return read
  })
  return rows.flatMap(({ id, tid, user, command }) => {
    const number = /^site_(\d+)$/.exec(String(user))?.[1]
    const thread = Number(tid)
    const seconds = secondsOf(`/proc/${server}/task/${thread}/stat`)
    if (number === undefined || seconds === undefined) return []
    const isAsking = command !== 'Sleep'
    return [{ connection: Number(id), slot: Number(number), thread, server, seconds, isAsking }]
  })
}

function summed(place: Place, own: readonly Found[], before: ReadonlyMap<number, number>): SiteQueries {
  const used = own.map(({ connection, seconds }) => seconds - (before.get(connection) ?? 0))
  return {
    place,
    seconds: used.reduce((sum, seconds) => sum + seconds, 0),
    threads: own.map(({ server, thread, isAsking }) => ({ server, id: thread, isAsking })),
  }
}

/** Of a process or a thread; undefined where there is none. */
function secondsOf(path: string): number | undefined {
  const { 11: user, 12: system } = readStat(path)
  return user === undefined ? undefined : (Number(user) + Number(system)) / TICKS_PER_SECOND
}

/** Each step of niceness is a quarter of the weight (`sched_prio_to_weight` in the kernel): ten are a tenth. */
const STEP = 1.25
const TENTH = 10
const NICENESS_MAX = 19

/**
 * The threads of sites that are spent come after those of others: all threads of one such site together have about a
 * tenth of the weight of one other thread. Those of the others have what the server has.
 */
export function orderThreads(
  queries: readonly SiteQueries[],
  memory: DatabaseMemory,
  isSpent: (place: Place) => boolean,
): void {
  for (const { place, threads } of queries) {
    const spent = isSpent(place)
    const known = memory.get(place.shardId)
    if (spent && known !== undefined) memory.set(place.shardId, { ...known, hasSlowed: true })
    const asking = threads.filter(({ isAsking }) => isAsking).length
    const steps = spent ? TENTH + Math.ceil(Math.log(Math.max(1, asking)) / Math.log(STEP)) : 0
    for (const thread of threads) setNiceness(thread, steps)
  }
}

/** A thread that has ended meanwhile is nobody's. */
function setNiceness({ server, id }: Thread, steps: number): void {
  if (!existsSync(`/proc/${server}/task/${id}`)) return
  try {
    const wanted = Math.min(getPriority(server) + steps, NICENESS_MAX)
    if (getPriority(id) !== wanted) setPriority(id, wanted)
  } catch {}
}
