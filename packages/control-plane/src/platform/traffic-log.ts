/** What the edge says of one request of a visitor. Paths and names are the visitor's own words. */
export interface LoggedRequest {
  /** ISO 8601 in UTC. */
  readonly time: string
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly status: number
  /** Sent to the visitor, headers included. */
  readonly sentBytes: number
  /** As its visitor waited for it, whatever it was that took long. */
  readonly durationMs: number
  /** What the page cache did: `HIT`, `MISS`, `STALE (being made anew)`, `BYPASS (logged in)`; empty for files. */
  readonly cache: string
  readonly address: string
  readonly userAgent: string
}

export interface TrafficPart {
  /** Oldest first, some thousand at most; none where what was passed over says nothing of requests. */
  readonly requests: readonly LoggedRequest[]
  /** Where the next reading begins. Opaque; stays good while the driver's processes come and go. */
  readonly position: string
  /** Whether there is something to read at that position already. */
  readonly more: boolean
}

/**
 * What visitors asked of each site, as the edge wrote it down. The edge's own requests are not among it. Writing
 * goes on while the control plane is away; each request is found once by who goes on from the position of before.
 */
export interface TrafficLog {
  /**
   * What came after `position`, from the oldest that is kept where there is none; undefined where nothing came, which
   * costs next to nothing. Requests are there within seconds. What is put aside as too much, or of a site that is
   * forgotten, is passed over.
   */
  read(siteId: string, position: string | undefined, signal: AbortSignal): Promise<TrafficPart | undefined>
}
