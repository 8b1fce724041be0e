import type { PartHealth, PhpSettings } from '@aipress/contract'
import type { Place } from './place.ts'

/** What visitors of one hostname get. The edge keeps its last known routes on disk. */
export type Route =
  | {
      kind: 'site'
      hostname: string
      siteId: string
      place: Place
      epoch: number
      /** Requests for WordPress wait, 30 seconds at most, until a route without it comes; files are served. */
      onHold?: true
      /** What PHP gives each request, and the largest body that is taken; the default where left out. */
      php?: PhpSettings
    }
  /** `to` is scheme, host, and port where one is needed; path and query of the visitor are kept. */
  | { kind: 'redirect'; hostname: string; siteId: string; to: string; epoch: number }
  | { kind: 'suspended'; hostname: string; siteId: string; epoch: number }
  | { kind: 'starting'; hostname: string; siteId: string; epoch: number }

/** The front door of all sites and of the console. Changes are visible to visitors within 100 ms, without a reload. */
export interface Edge {
  /** Durable when it resolves. Called with an older `epoch` than the route it has, it changes nothing. */
  publish(route: Route, signal: AbortSignal): Promise<void>

  /** Visitors then get the page for unknown hosts. Succeeds where there is no route. */
  unpublish(hostname: string, signal: AbortSignal): Promise<void>

  /** The route as the edge has it, for the reconciler to compare. */
  inspect(hostname: string, signal: AbortSignal): Promise<Route | undefined>

  /** Every hostname that has a route. */
  hostnames(signal: AbortSignal): Promise<string[]>

  /**
   * Forgets all pages that are kept of the site in this place, those included that its PHP is making just now.
   * Visitors get none of them after it resolves. Succeeds while the edge is away, which then has none. With a part it
   * forgets those of one path, with a slash at its end or without and whatever its arguments, or of those that the site has given a tag.
   */
  purge(place: Place, signal: AbortSignal, part?: PurgedPart): Promise<void>

  health(signal: AbortSignal): Promise<PartHealth>

  /** By shard, what visitors asked of its PHP in about the last minute; shards that nobody visited are left out. */
  traffic(signal: AbortSignal): Promise<ReadonlyMap<string, ShardTraffic>>
}

/** `path` is decoded and begins with a slash. */
export type PurgedPart = { readonly path: string } | { readonly tag: string }

export interface ShardTraffic {
  readonly requests: number
  /** Those to which PHP said nothing: no connection, or not a line in time. */
  readonly unanswered: number
}
