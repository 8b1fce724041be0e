import type { LogKind, LogLine, Tier } from '@aipress/contract'
import type { Place } from './place.ts'

/** Random per site; the control plane keeps them sealed, the site's own user can read its own. */
export interface SiteSecrets {
  readonly databasePassword: string
  readonly cachePassword: string
  /** Signs one-click log-ins. */
  readonly loginKey: string
  /** WordPress' eight keys and salts are derived from this one by the driver. */
  readonly salt: string
}

/** What turns a prepared slot into somebody's site. */
export interface SiteIdentity {
  readonly siteId: string
  readonly title: string
  /** Of WordPress' first administrator. */
  readonly adminEmail: string
  /** Scheme, primary hostname, and port where one is needed; no final slash. */
  readonly url: string
}

/** `empty`: nothing of a site; `prepared`: a WordPress that nobody owns yet; `claimed`: a site. */
export type SlotState =
  | { kind: 'empty' }
  | { kind: 'prepared' }
  | { kind: 'claimed'; siteId: string }
  | { kind: 'damaged'; reason: string }

/** What is forgotten of an object cache. */
export type Forgotten = 'all' | 'all-but-transients'

export interface WpCliRun {
  readonly args: readonly string[]
  onOutput(stream: 'stdout' | 'stderr', text: string): void
  readonly signal: AbortSignal
  /** Of PHP; the driver's own limit for commands where left out. */
  readonly memoryMb?: number
  /** Of an upload, as the site's pages have it: plugins look at it in commands too. PHP's own where left out. */
  readonly uploadMb?: number
  /**
   * It may change the database without WordPress' caches being told: until all of the run has ended, however that comes
   * about, no request takes anything from the object cache, and after that nothing from before.
   */
  readonly writesPast?: boolean
}

/** Lines of a log, and where to go on; `position` means something to the driver alone. */
export interface LogChunk {
  readonly lines: readonly string[]
  readonly position: string
}

/** The PHP that runs a slot, and what else there is. */
export interface PhpInstallation {
  readonly version: string
  readonly versionsInstalled: readonly string[]
  readonly extensions: readonly string[]
}

/** What a copy transferred or a comparison looked at. */
export interface CopyFigures {
  readonly tables: number
  readonly rows: number
  readonly databaseBytes: number
  readonly files: number
  readonly fileBytes: number
}

/** How much room a site takes. */
export interface SiteStorage {
  /** The sizes of its media files as they were written. */
  readonly mediaBytes: number
  /** What its tables take on disk. */
  readonly databaseBytes: number
  /** Counting its media was ended before it was done: they take what is said, or more. */
  readonly isPartial?: true
}

export interface StorageLimit {
  /** Whose limit it is: a slot that is another's by now is left alone. */
  readonly siteId: string
  /** Media and database together. */
  readonly bytesMax: number
  /** As `measure` answered. WordPress counts the media anew at each upload, and takes the database as it was. */
  readonly measured: SiteStorage
}

/** Runs WordPress sites in the slots of shards. The same rules as for `ShardHost` hold. */
export interface SiteHost {
  /** Which WordPress and PHP new slots get. */
  readonly versions: { wordpress: string; php: string }

  /** Makes the slot hold a complete WordPress without an owner. On a claimed slot it fails with `internal_error`. */
  prepare(place: Place, secrets: SiteSecrets, signal: AbortSignal): Promise<void>

  /**
   * Gives the prepared slot its identity. Called again with the same `siteId` it sets title, e-mail and
   * address again; with another one it fails with `internal_error`.
   */
  claim(place: Place, identity: SiteIdentity, signal: AbortSignal): Promise<void>

  /**
   * Serves the prepared or claimed slot as sites of the tier are: one that is to have PHP of its own, with a process
   * always ready, gets it and is served there from then on. No visitor's request fails by it. Repeated, it changes
   * nothing.
   */
  applyTier(place: Place, tier: Tier, signal: AbortSignal): Promise<void>

  /** Whether the site is served as sites of the tier are; true where no site is. A look that takes next to nothing. */
  isServedAs(place: Place, tier: Tier): Promise<boolean>

  /**
   * Makes again what a prepared or claimed slot has lost besides its content: folders, configuration, the users of
   * database and cache with their rights and passwords. `url` is what a lost configuration is to say. Answers what
   * it mended, a sentence each; takes little where all is well. A frozen slot stays as it is.
   */
  repair(
    place: Place,
    wanted: { secrets: SiteSecrets; url: string | undefined },
    signal: AbortSignal,
  ): Promise<string[]>

  /** Reports what is really there. */
  inspect(place: Place, signal: AbortSignal): Promise<SlotState>

  /** Makes the slot empty: database, cache entries, files, mail and logs. Succeeds where it is. */
  empty(place: Place, signal: AbortSignal): Promise<void>

  /** Ends every process of the slot; the site can start again at the next visit. Succeeds where it is empty. */
  halt(place: Place, signal: AbortSignal): Promise<void>

  /** Sets the title alone, as WordPress' option `blogname`. */
  retitle(place: Place, title: string, signal: AbortSignal): Promise<void>

  /**
   * Makes WordPress call itself by `url`, and rewrites the former addresses in its content, serialized
   * values included. Running it twice changes nothing the second time.
   */
  readdress(place: Place, url: string, formerUrls: readonly string[], signal: AbortSignal): Promise<void>

  /**
   * Empties WordPress' object cache, for all that was changed in the database past WordPress. Nothing that was put
   * there before it resolves is taken from it afterwards, not even by requests that are under way. Succeeds where the
   * cache is down, which then comes back empty. `all-but-transients` spares what is nowhere else.
   */
  forgetObjects(place: Place, signal: AbortSignal, what?: Forgotten): Promise<void>

  /**
   * Brings the slot `to` up to date with the site in `from`, which goes on serving: database, media and release,
   * and takes away what `from` no longer has. `to` was prepared, with the site's own `loginKey` and `salt` among
   * its secrets; the first call makes it claimed by the same site. Each further call transfers what has changed
   * since and answers how much that was, so that the last one is short.
   */
  copy(from: Place, to: Place, signal: AbortSignal): Promise<CopyFigures>

  /**
   * When it resolves nothing can write in the slot any more: requests that were being answered have got their
   * answer, processes have ended, and the database refuses the site's user. A request that comes nevertheless is
   * answered "moved" (421), upon which the edge looks again where to go. Fails with `site_busy`, and thaws, where
   * the site does not come to rest within 10 seconds. WP-CLI commands are waited for as requests are, and new
   * ones wait until the site is thawed or elsewhere, 30 seconds at most. Succeeds on a frozen slot.
   */
  freeze(place: Place, signal: AbortSignal): Promise<void>

  /** The slot works as before it was frozen. Succeeds where it was not, and where it is empty. */
  thaw(place: Place, signal: AbortSignal): Promise<void>

  /**
   * Compares every table and every file of two slots of which `from` at least is frozen. Fails with
   * `copy_differs`, naming what differs.
   */
  compare(from: Place, to: Place, signal: AbortSignal): Promise<CopyFigures>

  /**
   * Works on a frozen slot too, and while the shard's servers are away. Nothing of what is not claimed. Media that
   * take longer than `durationMsMax` (a minute, where nothing is said) to count are counted in part.
   */
  measure(place: Place, signal: AbortSignal, durationMsMax?: number): Promise<SiteStorage>

  /**
   * WordPress refuses uploads from now on that would take the site beyond its limit, with a message for people, and
   * goes on with all else; what is deleted there makes room at once. Holds while the control plane is away, and
   * until told otherwise. A slot that was never told takes all. Succeeds where the slot is not the site's.
   */
  limitStorage(place: Place, limit: StorageLimit, signal: AbortSignal): Promise<void>

  /** A URL path with query that logs in as the first administrator, once, until `expiresAt`. */
  loginPath(place: Place, loginKey: string, expiresAt: Date): string

  /**
   * Runs WP-CLI as the slot's own user. Resolves with its exit code once all it started has ended; aborting
   * kills it. A fourth at the same time fails with `site_busy`.
   */
  wp(place: Place, run: WpCliRun): Promise<{ exitCode: number }>

  /** Which PHP runs the slot. */
  php(place: Place, signal: AbortSignal): Promise<PhpInstallation>

  /**
   * What PHP has written to the slot's log after `position`, in whole lines, from the beginning where there is none; a
   * megabyte at most, so who wants all asks until nothing comes. A log that was put aside meanwhile is read to its end
   * first, and one that was emptied from its start.
   */
  phpLogAfter(place: Place, position: string | undefined, signal: AbortSignal): Promise<LogChunk>

  /**
   * Whether all of its PHP processes are at work, so that who comes now waits: none of them is free to say so within
   * two seconds.
   */
  isBusy(place: Place): Promise<boolean>

  /** The newest lines, oldest first. With `follow` it goes on until the signal aborts. */
  logs(
    place: Place,
    query: { siteId: string; kind: LogKind | undefined; lines: number; follow: boolean },
    signal: AbortSignal,
  ): AsyncIterable<LogLine>
}
