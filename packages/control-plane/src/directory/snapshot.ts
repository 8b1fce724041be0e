import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import { CHANGES_AT_ONCE_MAX, changesSince, feedPositions } from './changes.ts'

/**
 * The directory in memory: hostname → site → shard → control group. Looking something up asks nobody. The
 * copy follows the directory's changes and says by how much it may be behind; while the directory is away it
 * goes on answering what it knew last.
 *
 * What must never happen: a change that is never seen. So a copy that finds a gap in the changes reads
 * everything anew, and applying a change always means reading the site as it is now.
 */
export interface DirectorySnapshot extends AsyncDisposable {
  lookUp(hostname: string): SnapshotSite | undefined
  site(siteId: string): SnapshotSite | undefined
  /** Every site that has come, changed or gone since the last call of this function for the same reader. */
  changedSince(reader: string): ReadonlySet<string> | 'everything'
  /** No change that was made longer ago than this is missing. */
  behindMs(): number
  counts(): { sites: number; hostnames: number }
  /** Reads the changes up to now; for those who have just made one. */
  refresh(): Promise<void>
}

export interface SnapshotSite {
  readonly siteId: string
  readonly shardId: string
  readonly controlGroup: number
  readonly epoch: number
  /** Those that lead to it now. */
  readonly hostnames: readonly string[]
}

export interface SnapshotSource {
  readonly directory: Database
  /** The sites of these ids that exist, or all. A page at most at a time, by id. */
  readonly load: (siteIds: readonly string[] | undefined, afterId: string) => Promise<SnapshotSite[]>
  readonly log: Log
  readonly pollMs?: number
}

/** A change is then seen within a quarter of a second at most, and an idle directory costs 4 tiny queries a second. */
const POLL_MS = 250
/** Where something has just changed, more will. */
const POLL_BUSY_MS = 50

/** For those who call `refresh` before they look, so that the next one finds little to read. */
export const POLL_SELDOM_MS = 10_000

export async function openSnapshot(source: SnapshotSource): Promise<DirectorySnapshot> {
  const follower = new Follower(source)
  await follower.refresh()
  follower.start()
  return follower
}

interface Changes {
  readonly group: number
  readonly siteIds: readonly string[]
  readonly seq: number
}

class Follower implements DirectorySnapshot {
  private sites = new Map<string, SnapshotSite>()
  private byHostname = new Map<string, SnapshotSite>()
  private positions = new Map<number, number>()
  private readonly readers = new Map<string, Set<string> | 'everything'>()
  /** Shards have few names and sites many: one text for all sites of a shard. */
  private readonly shardIds = new Map<string, string>()
  private freshAtMs = 0
  /** At the last look. */
  private hasMoved = false
  private readonly closing = new AbortController()
  private following: Promise<void> | undefined
  private refreshing: Promise<void> | undefined
  private readonly source: SnapshotSource

  constructor(source: SnapshotSource) {
    this.source = source
  }

  lookUp(hostname: string): SnapshotSite | undefined {
    return this.byHostname.get(hostname)
  }

  site(siteId: string): SnapshotSite | undefined {
    return this.sites.get(siteId)
  }

  behindMs(): number {
    return Math.max(0, performance.now() - this.freshAtMs)
  }

  counts(): { sites: number; hostnames: number } {
    return { sites: this.sites.size, hostnames: this.byHostname.size }
  }

  changedSince(reader: string): ReadonlySet<string> | 'everything' {
    const changed = this.readers.get(reader) ?? 'everything'
    this.readers.set(reader, new Set())
    return changed
  }

  start(): void {
    this.following = this.follow()
  }

  /** Calls that come while one is under way wait for the next, as the one may have read already. */
  async refresh(): Promise<void> {
    await this.refreshing?.catch(() => undefined)
    this.refreshing ??= this.readChanges().finally(() => {
      this.refreshing = undefined
    })
    await this.refreshing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closing.abort()
    await this.following
  }

  private async follow(): Promise<void> {
    const { signal } = this.closing
    while (!signal.aborted) {
      const pollMs = this.hasMoved ? POLL_BUSY_MS : POLL_MS
      await delay(this.source.pollMs ?? pollMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      await this.refresh().catch((error) =>
        this.source.log.debug(
          { err: error, behindMs: this.behindMs() },
          'the directory cannot be read for now',
        ),
      )
    }
  }

  private async readChanges(): Promise<void> {
    const startedAt = performance.now()
    this.hasMoved = false
    const positions = await feedPositions(this.source.directory)
    const moved = [...positions.keys()].filter((group) => this.positions.get(group) !== positions.get(group))
    this.hasMoved = moved.length > 0
    const changes = this.freshAtMs === 0 ? undefined : await this.changesOf(moved)
    if (changes === undefined) await this.readEverything(positions)
    else await this.apply(changes, positions)
    this.freshAtMs = startedAt
  }

  /** All groups at the same time: one after another they would be seen ever later the more there are. */
  private async changesOf(groups: readonly number[]): Promise<Changes[] | undefined> {
    const { directory } = this.source
    const all = await Promise.all(
      groups.map(async (group) => {
        const known = this.positions.get(group)
        const changes = known === undefined ? undefined : await changesSince(directory, group, known)
        return changes && { group, ...changes }
      }),
    )
    return all.includes(undefined) ? undefined : all.filter((changes) => changes !== undefined)
  }

  private async apply(changes: readonly Changes[], positions: Map<number, number>): Promise<void> {
    // A site that was handed over is in two groups' changes.
    const siteIds = [...new Set(changes.flatMap((of) => of.siteIds))]
    if (siteIds.length > CHANGES_AT_ONCE_MAX) return this.readEverything(positions)
    const found = await this.source.load(siteIds, '')
    for (const siteId of siteIds) this.remove(siteId)
    for (const site of found) this.put(site)
    for (const changed of this.readers.values())
      if (changed !== 'everything') for (const siteId of siteIds) changed.add(siteId)
    for (const { group, seq } of changes) this.positions.set(group, seq)
  }

  /** What is read here is at least as new as `positions`, which were read before. */
  private async readEverything(positions: Map<number, number>): Promise<void> {
    const loaded: SnapshotSite[] = []
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page: SnapshotSite[] = await this.source.load(undefined, after)
      for (const site of page) loaded.push(site)
      after = page.at(-1)?.siteId
    }
    this.sites = new Map()
    this.byHostname = new Map()
    for (const site of loaded) this.put(site)
    this.positions = new Map(positions)
    for (const reader of this.readers.keys()) this.readers.set(reader, 'everything')
  }

  private put(site: SnapshotSite): void {
    const shardId = this.shardIds.get(site.shardId) ?? site.shardId
    this.shardIds.set(shardId, shardId)
    const kept = { ...site, shardId }
    this.sites.set(site.siteId, kept)
    for (const hostname of site.hostnames) this.byHostname.set(hostname, kept)
  }

  private remove(siteId: string): void {
    const site = this.sites.get(siteId)
    if (site === undefined) return
    this.sites.delete(siteId)
    for (const hostname of site.hostnames) {
      if (this.byHostname.get(hostname)?.siteId === siteId) this.byHostname.delete(hostname)
    }
  }
}
