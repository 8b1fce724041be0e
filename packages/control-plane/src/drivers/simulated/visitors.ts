import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import type { Route } from '../../platform/edge.ts'
import type { Place } from '../../platform/place.ts'
import type { LoggedRequest } from '../../platform/traffic-log.ts'
import { PROCESSOR_SECONDS, takeProcessor } from './cpu-meter.ts'
import { findRoute } from './edge.ts'
import { reachPlace } from './shards.ts'
import { contentOf } from './site-content.ts'
import { type ClaimedSlot, findSlot, writeSite } from './slots.ts'
import { logRequest } from './traffic-log.ts'
import type { WorldParts } from './world.ts'
import { runWpCommand } from './wp-commands.ts'

export interface Page {
  readonly status: number
  /** Of a redirect. */
  readonly location?: string
  readonly body: string
}

export interface Visit {
  readonly path: string
  /** A comment, an order: whatever a visitor writes. It becomes a post with this title. */
  readonly writes?: string
  /** Who comes; always the same where left out. */
  readonly visitor?: Pick<LoggedRequest, 'address' | 'userAgent'>
  readonly signal: AbortSignal
}

/** The people for whom all this is done: they see what a site and the edge would give them. */
export interface Visitors {
  /** Through the edge, by name. */
  visit(hostname: string, visit: Visit): Promise<Page>
  /** The site in the slot itself, as the edge asks it. */
  visitPlace(place: Place, visit: Visit): Promise<Page>
}

const HELD_SECONDS_MAX = 30
const LOOK_AGAIN_MS = 20

export function createVisitors(world: WorldParts): Visitors {
  const visitPlace: Visitors['visitPlace'] = (place, visit) =>
    world.calls.make({
      kind: 'edge.visit',
      subject: place.shardId,
      signal: visit.signal,
      effect: () => answer(world, place, visit),
    })
  return {
    visitPlace,
    async visit(hostname, visit) {
      const beganMs = performance.now()
      const page = await answered(hostname, visit)
      const siteId = findRoute(world.database, hostname)?.siteId
      const durationMs = Math.round(performance.now() - beganMs)
      if (siteId !== undefined) logRequest(world.database, siteId, { ...requestOf(visit, page), durationMs })
      return page
    },
  }

  async function answered(hostname: string, visit: Visit): Promise<Page> {
    const deadlineMs = performance.now() + HELD_SECONDS_MAX * 1_000
    while (performance.now() < deadlineMs) {
      const route = findRoute(world.database, hostname)
      if (route?.kind !== 'site') return pageWithoutSite(route, visit.path)
      const page = route.onHold ? undefined : await visitPlace(route.place, visit)
      // "Moved" means that there is, or soon will be, another route.
      if (page !== undefined && page.status !== 421) return page
      await delay(LOOK_AGAIN_MS, undefined, { signal: visit.signal })
    }
    return { status: 503, body: 'This site is being moved.' }
  }
}

const NOBODY = { address: '192.0.2.1', userAgent: 'Mozilla/5.0 (simulated)' }

const requestOf = (
  { path, writes, visitor = NOBODY }: Visit,
  { status, body }: Page,
): Omit<LoggedRequest, 'durationMs'> => ({
  time: new Date().toISOString(),
  method: writes === undefined ? 'GET' : 'POST',
  path,
  status,
  sentBytes: Buffer.byteLength(body),
  // There is no page cache in this world.
  cache: 'BYPASS (simulated)',
  ...visitor,
})

function pageWithoutSite(route: Exclude<Route, { kind: 'site' }> | undefined, path: string): Page {
  switch (route?.kind) {
    case undefined:
      return { status: 404, body: 'There is no site here.' }
    case 'redirect':
      return { status: 301, location: `${route.to}${path}`, body: '' }
    case 'suspended':
      return { status: 503, body: 'This site is suspended.' }
    case 'starting':
      return { status: 503, body: 'This site is being made.' }
  }
}

function answer(world: WorldParts, place: Place, visit: Visit): Page {
  const { database } = world
  try {
    reachPlace(world, place)
  } catch (error) {
    if (!(error instanceof AipressError)) throw error
    return { status: 503, body: error.message }
  }
  const { path, writes } = visit
  return database.transaction(() => {
    const slot = findClaimed()
    if (slot === undefined || slot.isFrozen) return read(slot, path)
    takeProcessor(database, place, slot.identity.siteId, PROCESSOR_SECONDS.page)
    if (writes === undefined) return read(slot, path)
    const { changed } = runWpCommand(slot, [
      'post',
      'create',
      `--post_title=${writes}`,
      '--post_status=publish',
    ])
    if (changed !== undefined) writeSite(database, place, changed)
    return { status: 201, body: '' }
  })

  function findClaimed(): ClaimedSlot | undefined {
    const slot = findSlot(database, place)
    return slot?.kind === 'claimed' ? slot : undefined
  }
}

function read(slot: ClaimedSlot | undefined, path: string): Page {
  if (slot === undefined) return { status: 404, body: 'There is no site here.' }
  if (slot.isFrozen) return { status: 421, body: '' }
  const published = contentOf(slot).posts.filter((post) => post.isPublished)
  const name = /^\/([^/?]*)/.exec(path)?.[1] ?? ''
  const posts = name === '' ? published.toReversed() : published.filter((post) => post.name === name)
  return {
    status: name === '' || posts.length > 0 ? 200 : 404,
    body: [
      `<title>${escaped(slot.identity.title)}</title>`,
      ...posts.map(({ title, text }) => `<article><h2>${escaped(title)}</h2>${text}</article>`),
    ].join('\n'),
  }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
