import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { readKernelFile } from './kernel-file.ts'
import { totalMemoryBytes } from './machine-memory.ts'

/**
 * The kernel's limits on what a site may use of this machine, by cgroups of version 1 or 2: a share of the
 * processors, memory, and a number of processes. All sites together have one share beside each server of the
 * platform, so a busy site takes time from busy sites and never from the web server. Where a machine permits no
 * cgroups the limits of PHP, MariaDB and Redis remain.
 */
const MOUNT = '/sys/fs/cgroup'
const CONTROLLERS = ['cpu', 'memory', 'pids'] as const
/** Counts processor time, which version 2 does in every folder. */
const COUNTER = 'cpuacct'

export interface SiteLimits {
  /** Against other sites; a bronze site's is 100. */
  readonly cpuWeight: number
  /** Processors that it may take for good, of which it saves up what it does not take: see cpu-credits.ts. */
  readonly cpuSustained: number
  readonly memoryBytes: number
  readonly processes: number
}

const GIB = 1024 ** 3

/** Memory holds all of a tier's PHP processes at their usual size twice over, not at their limit. */
export const LIMITS: Readonly<Record<Tier, SiteLimits>> = {
  bronze: {
    cpuWeight: 100,
    cpuSustained: 0.25,
    memoryBytes: GIB,
    processes: 64,
  },
  silver: {
    cpuWeight: 200,
    cpuSustained: 0.5,
    memoryBytes: 2 * GIB,
    processes: 96,
  },
  gold: {
    cpuWeight: 400,
    cpuSustained: 1,
    memoryBytes: 4 * GIB,
    processes: 128,
  },
}

/** Of its weight, what a site has that has no credits left. */
export const SPENT_SHARE = 0.1

/** Of the machine's memory, what all sites together may have: the rest is for what serves them. */
const ALL_SITES_MEMORY_SHARE = 0.7

/** Names of folders below the platform's own: of a shard's PHP-FPM, and of a slot. */
const groupOfShard = (shardId: string) => shardId
export const groupOfSlot = ({ shardId, slot }: Place) => `${shardId}.${String(slot).padStart(2, '0')}`

export interface Cgroups {
  /** False where the machine permits none. */
  readonly available: boolean
  /** Folders that a process enters by writing its number into their `cgroup.procs`. */
  foldersOfShard(shardId: string): string[]
  foldersOfSlot(place: Place): string[]
  /**
   * The slot's folders are there, with this share (0 to 1) of its tier's weight. False where they hold more memory
   * than the tier's limit, which then waits.
   */
  ensureSlot(place: Place, tier: Tier, share?: number): Promise<boolean>
  /**
   * Processor time of all that ran in the slot's folders since they were made; 0 where there are none. Those that are
   * made anew have another `group`.
   */
  cpuOf(place: Place): { readonly group: string | undefined; readonly seconds: number }
  /** Of the shard's folder, which its PHP-FPM starts processes in. */
  processesOfShard(shardId: string): Promise<number[]>
  /** False where the slot has no folders. */
  enter(place: Place, pid: number): Promise<boolean>
  /** Shards and slots that have folders. */
  list(): Promise<{ shards: string[]; slots: Place[] }>
  isEmpty(place: Place): Promise<boolean>
  /** Succeeds where something runs in it: then it stays. */
  removeSlot(place: Place): Promise<void>
  /** The same of the shard's own folder and those of all its slots. */
  removeShard(shardId: string): Promise<void>
}

/** One folder for all controllers (version 2), or one for each. */
interface Hierarchy {
  readonly base: string
  readonly controllers: readonly (typeof CONTROLLERS)[number][]
  /** Where its folders say how much processor time was used. */
  readonly counts: boolean
  readonly version: 1 | 2
}

export async function openCgroups(home: string, mount = MOUNT): Promise<Cgroups> {
  const name = nameOf(home)
  const hierarchies = await findHierarchies(mount, name)
  const folders = (group: string) => hierarchies.map(({ base }) => join(base, group))
  const names = async () => {
    const [first] = hierarchies
    return first === undefined ? [] : await readdir(first.base).catch(() => [])
  }
  return {
    available: hierarchies.length > 0,
    foldersOfShard: (shardId) => folders(groupOfShard(shardId)),
    foldersOfSlot: (place) => folders(groupOfSlot(place)),
    async ensureSlot(place, tier, share = 1) {
      const limits = { ...LIMITS[tier], cpuWeight: LIMITS[tier].cpuWeight * share }
      const done = []
      for (const hierarchy of hierarchies) done.push(await ensureGroup(hierarchy, groupOfSlot(place), limits))
      return !done.includes(false)
    },
    cpuOf(place) {
      const counting = hierarchies.find(({ counts }) => counts)
      if (counting === undefined) return { group: undefined, seconds: 0 }
      const folder = join(counting.base, groupOfSlot(place))
      // Asked first: what is made anew in between has taken next to nothing.
      const group = statSync(folder, { throwIfNoEntry: false })?.ino
      return {
        group: group === undefined ? undefined : String(group),
        seconds: readCpuSeconds(counting.version, folder),
      }
    },
    async isEmpty(place) {
      return folders(groupOfSlot(place)).every(
        (folder) => readKernelFile(join(folder, 'cgroup.procs')) === '',
      )
    },
    async processesOfShard(shardId) {
      const [first] = folders(groupOfShard(shardId))
      const text = first === undefined ? '' : readKernelFile(join(first, 'cgroup.procs'))
      return text.split('\n').filter(Boolean).map(Number)
    },
    async enter(place, pid) {
      // Whom to seat is read from the first: it comes last, so that what is forked in between is found there again.
      let isThere = true
      for (const folder of folders(groupOfSlot(place)).reverse())
        if (!(await enterFolder(folder, pid))) isThere = false
      return isThere
    },
    async list() {
      const found = await names()
      return {
        shards: found.filter((name) => /^shard-\d{3}$/.test(name)),
        slots: found.flatMap((name) => {
          const [, shardId, slot] = /^(shard-\d{3})\.(\d\d)$/.exec(name) ?? []
          return shardId === undefined ? [] : [{ shardId, slot: Number(slot) }]
        }),
      }
    },
    async removeSlot(place) {
      for (const folder of folders(groupOfSlot(place))) await rmdir(folder).catch(() => undefined)
    },
    async removeShard(shardId) {
      const groups = (await names()).filter((name) => name === shardId || name.startsWith(`${shardId}.`))
      for (const folder of groups.flatMap(folders)) await rmdir(folder).catch(() => undefined)
    },
  }
}

const nameOf = (home: string) => `aipress-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`

/** Takes away all folders of the platform, of those in which nothing runs any more. Succeeds where there are none. */
export async function removeCgroups(home: string): Promise<void> {
  for (const base of [MOUNT, ...[...CONTROLLERS, COUNTER].map((one) => join(MOUNT, one))].map((folder) =>
    join(folder, nameOf(home)),
  )) {
    const entries = await readdir(base, { withFileTypes: true }).catch(() => [])
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(base, entry.name))
    for (const folder of [...folders, base]) await rmdir(folder).catch(() => undefined)
  }
}

/** None, where the machine has none or does not let us make any: a container often only shows them. */
async function findHierarchies(mount: string, name: string): Promise<Hierarchy[]> {
  const unified = await readFile(join(mount, 'cgroup.controllers'), 'utf8').catch(() => '')
  const found: Hierarchy[] = CONTROLLERS.every((controller) => unified.split(/\s+/).includes(controller))
    ? [{ base: join(mount, name), controllers: CONTROLLERS, counts: true, version: 2 }]
    : [
        ...CONTROLLERS.map((one) => ({
          base: join(mount, one, name),
          controllers: [one],
          counts: false,
          version: 1 as const,
        })),
        { base: join(mount, COUNTER, name), controllers: [], counts: true, version: 1 },
      ]
  try {
    for (const hierarchy of found) await ensureBase(hierarchy)
  } catch {
    return []
  }
  return found
}

async function ensureBase({ base, controllers, version }: Hierarchy): Promise<void> {
  const parent = join(base, '..')
  if (version === 1) await stat(join(parent, 'cgroup.procs'))
  await mkdir(base, { recursive: true })
  const on = controllers.map((controller) => `+${controller}`).join(' ')
  // In version 2 a folder's children have what it hands on, and itself what its parent does.
  if (version === 2)
    for (const folder of [parent, base]) await writeFile(join(folder, 'cgroup.subtree_control'), on)
  if (!controllers.includes('memory')) return
  const memory = Math.floor(totalMemoryBytes() * ALL_SITES_MEMORY_SHARE)
  // A platform that holds more already goes on with what it had.
  await writeFile(join(base, FILES[version].memory), String(memory)).catch(() => undefined)
}

const FILES = {
  1: { cpu: 'cpu.shares', memory: 'memory.limit_in_bytes', pids: 'pids.max' },
  2: { cpu: 'cpu.weight', memory: 'memory.max', pids: 'pids.max' },
} as const

/** Version 1 counts in 1024ths where version 2 counts in hundredths. */
const SHARES_PER_WEIGHT = 10.24

const NANOSECONDS = 1e9
const MICROSECONDS = 1e6

function readCpuSeconds(version: 1 | 2, folder: string): number {
  const text = readKernelFile(join(folder, version === 1 ? 'cpuacct.usage' : 'cpu.stat'))
  return version === 1
    ? Number(text) / NANOSECONDS
    : Number(/^usage_usec (\d+)$/m.exec(text)?.[1] ?? 0) / MICROSECONDS
}

const USAGE = { 1: 'memory.usage_in_bytes', 2: 'memory.current' } as const
/** Whoever sees to what is not used may take a folder away between two steps of its making. */
const ATTEMPTS_MAX = 5
/** Of a folder that is gone, and of one that goes while its file is open. */
const GONE = ['ENOENT', 'ENODEV']

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

async function ensureGroup(hierarchy: Hierarchy, group: string, limits: SiteLimits): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await limitGroup(hierarchy, group, limits)
    } catch (error) {
      if (!GONE.includes(codeOf(error)) || attempt === ATTEMPTS_MAX) throw error
    }
  }
}

/** Memory that is there is never taken away: the kernel would refuse it, or end processes for it. */
async function limitGroup({ base, controllers, version }: Hierarchy, group: string, limits: SiteLimits) {
  const folder = join(base, group)
  await mkdir(folder, { recursive: true })
  const values = {
    cpu: Math.round(limits.cpuWeight * (version === 1 ? SHARES_PER_WEIGHT : 1)),
    memory: limits.memoryBytes,
    pids: limits.processes,
  }
  let isDone = true
  for (const controller of controllers) {
    const usage = controller === 'memory' ? Number(await readFile(join(folder, USAGE[version]), 'utf8')) : 0
    if (usage > values.memory) isDone = false
    else await writeFile(join(folder, FILES[version][controller]), String(values[controller]))
  }
  return isDone
}

/** Who has ended meanwhile, or is a zombie, is let go of. Answers whether there is such a folder. */
async function enterFolder(folder: string, pid: number): Promise<boolean> {
  try {
    await writeFile(join(folder, 'cgroup.procs'), String(pid))
    return true
  } catch (error) {
    const code = codeOf(error)
    if (!GONE.includes(code) && !/^(ESRCH|EINVAL)$/.test(code)) throw error
    return !GONE.includes(code)
  }
}
