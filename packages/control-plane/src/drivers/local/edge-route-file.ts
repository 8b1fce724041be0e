import { randomUUID } from 'node:crypto'
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import type { Route } from '../../platform/edge.ts'
import type { Layout } from './layout.ts'
import { diskFullOr } from './owned-files.ts'

/** A file for each hostname, named by it. It holds all that nginx needs, so that nginx asks nobody. */
const common = { hostname: z.string(), siteId: z.string(), epoch: z.number().int() }
const PhpSettings = z.object({
  memoryMb: z.number().int(),
  uploadMb: z.number().int(),
  seconds: z.number().int(),
})
const RouteFile = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('site'),
    ...common,
    place: z.object({ shardId: z.string(), slot: z.number().int() }),
    /** Holds `wordpress` and `wp-content`. */
    live: z.string(),
    /** Of the site's PHP. */
    socket: z.string(),
    onHold: z.literal(true).optional(),
    /** What nginx tells PHP with each request, and bounds bodies by. */
    php: PhpSettings.optional(),
  }),
  /** `to` is scheme, host and port; nginx appends path and query. */
  z.object({ kind: z.literal('redirect'), ...common, to: z.string() }),
  z.object({ kind: z.literal('suspended'), ...common }),
  z.object({ kind: z.literal('starting'), ...common }),
])

const HOSTNAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/
/** No hostname begins with a dot, so a file under way is never taken for a route. */
const UNDER_WAY = /^\.new-/
const ABANDONED_AFTER_MS = 60_000

/** Anything else could be another path, or a name that visitors cannot ask for. */
export function checkedHostname(hostname: string): string {
  if (HOSTNAME.test(hostname)) return hostname
  throw new AipressError('internal_error', `${JSON.stringify(hostname)} cannot have a route.`)
}

export async function readRoute(layout: Layout, hostname: string): Promise<Route | undefined> {
  const text = await readFile(join(layout.edge.routes, checkedHostname(hostname)), 'utf8').catch(absent)
  if (text === undefined) return undefined
  const parsed = RouteFile.safeParse(parseJson(text))
  // A file that cannot be read is no route: the reconciler then writes it anew.
  if (!parsed.success) return undefined
  if (parsed.data.kind !== 'site') return parsed.data
  const { live: _live, socket: _socket, onHold, php, ...route } = parsed.data
  return { ...route, ...(onHold ? { onHold } : {}), ...(php === undefined ? {} : { php }) }
}

/** Durable when it resolves. Readers see the old file or the new one. */
export async function writeRoute(layout: Layout, route: Route): Promise<void> {
  const folder = layout.edge.routes
  const underWay = join(folder, `.new-${randomUUID()}`)
  try {
    // The folder, not the file, keeps others out.
    await using file = await open(underWay, 'wx', 0o644)
    await file.writeFile(`${JSON.stringify(routeFileOf(layout, route))}\n`)
    await file.sync()
    await rename(underWay, join(folder, checkedHostname(route.hostname)))
    await syncFolder(folder)
  } catch (error) {
    await rm(underWay, { force: true })
    throw diskFullOr(error)
  }
}

function routeFileOf(layout: Layout, route: Route): z.infer<typeof RouteFile> {
  if (route.kind === 'redirect') return { ...route, to: new URL(route.to).origin }
  if (route.kind !== 'site') return route
  const slot = layout.shard(route.place.shardId).slot(route.place.slot)
  return { ...route, live: slot.live, socket: slot.socket }
}

export async function removeRoute(layout: Layout, hostname: string): Promise<void> {
  await rm(join(layout.edge.routes, checkedHostname(hostname)), { force: true })
  await syncFolder(layout.edge.routes)
}

/** Every hostname with a route. Sweeps up what a crash left under way. */
export async function routedHostnames(layout: Layout): Promise<string[]> {
  const names = (await readdir(layout.edge.routes).catch(absent)) ?? []
  for (const name of names.filter((found) => UNDER_WAY.test(found))) {
    const path = join(layout.edge.routes, name)
    const age = Date.now() - ((await stat(path).catch(absent))?.mtimeMs ?? Date.now())
    if (age > ABANDONED_AFTER_MS) await rm(path, { force: true })
  }
  return names.filter((name) => HOSTNAME.test(name)).sort()
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
