import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { AipressError, PHP_DEFAULTS, PHP_LIMITS } from '@aipress/contract'
import { renderPages } from './edge-pages.ts'
import type { Layout } from './layout.ts'
import { totalMemoryBytes } from './machine-memory.ts'
import { isNetwork } from './network.ts'
import { ensureFile, ensureFolder, type Ownership } from './owned-files.ts'
import { REQUEST_ROOM_MB } from './php-pool.ts'
import { ensurePurgeSecret } from './purge-key.ts'
import { systemUser } from './system-user.ts'

export interface EdgeSettings {
  /** IPv4 and, where the machine has it, IPv6. */
  readonly port: number
  readonly domain: string
  /** Where a lost visitor finds the console: `http://aipress.localhost:8080`. */
  readonly consoleUrl: string
  /** `https` when a proxy in front speaks it for all sites; then WordPress is told so. `http` when left out. */
  readonly publicScheme?: 'http' | 'https'
  /** Addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. None when left out. */
  readonly trustedProxies?: readonly string[]
  /** One per processor when left out. */
  readonly workers?: number
}

/**
 * Writes all that nginx reads into the edge's folder: configuration, Lua and pages. Run twice, it
 * changes nothing the second time. A running edge takes up what changed by SIGHUP, without losing a
 * request; nginx keeps its old configuration if it does not like the new one.
 */
export async function writeEdgeFiles(
  layout: Layout,
  repoRoot: string,
  settings: EdgeSettings,
): Promise<{ changed: boolean }> {
  const source = join(repoRoot, 'edge')
  const values = await valuesOf(layout, settings)
  await ensureEdgeFolders(layout)
  const files = {
    ...(await renderTree(source, layout.edge.root, values)),
    ...(await renderedPages(source, layout, values)),
  }
  const changes: boolean[] = []
  for (const [path, content] of Object.entries(files)) {
    await ensureFolder(dirname(path), PUBLIC_FOLDER)
    changes.push(await ensureFile(path, content, PUBLIC_FILE))
  }
  return { changed: changes.includes(true) }
}

const PUBLIC_FOLDER: Ownership = { uid: 0, gid: 0, mode: 0o755 }
const PUBLIC_FILE: Ownership = { uid: 0, gid: 0, mode: 0o644 }
const ROOT_FOLDER: Ownership = { uid: 0, gid: 0, mode: 0o700 }

/** Routes and logs are for nginx's workers and root; a site's own user has no business there. */
async function ensureEdgeFolders(layout: Layout): Promise<void> {
  const worker = await systemUser('www-data')
  await ensureFolder(layout.edge.root, PUBLIC_FOLDER)
  await ensureFolder(layout.edge.routes, { uid: 0, gid: worker.gid, mode: 0o750 })
  await ensureFolder(layout.edge.temporary, { uid: 0, gid: worker.gid, mode: 0o750 })
  await ensureFolder(layout.edge.siteLogs, { uid: 0, gid: worker.gid, mode: 0o750 })
  await ensureFolder(dirname(layout.edge.adminSocket), ROOT_FOLDER)
  await ensureFolder(dirname(layout.edge.purgeSocket), { uid: 0, gid: 0, mode: 0o711 })
  await ensurePurgeSecret(layout)
}

const READY_MB_LEAST = 16

type Values = Record<string, string>

async function valuesOf(layout: Layout, settings: EdgeSettings): Promise<Values> {
  const { edge } = layout
  const proxies = (settings.trustedProxies ?? []).map(checkedNetwork)
  const workers = settings.workers ?? availableParallelism()
  const hasIpv6 = (await readFile('/proc/net/if_inet6', 'utf8').catch(() => '')) !== ''
  return {
    root: edge.root,
    pid: edge.pid,
    routes: edge.routes,
    pages: edge.pages,
    temporary: edge.temporary,
    siteLogs: edge.siteLogs,
    adminSocket: edge.adminSocket,
    makerSocket: edge.makerSocket,
    purgeSocket: edge.purgeSocket,
    purgeSecret: edge.purgeSecret,
    console: layout.console,
    controlPlaneSocket: layout.controlPlaneSocket,
    ...phpValues(),
    port: String(settings.port),
    listenIpv6: hasIpv6 ? `listen [::]:${settings.port};` : '',
    listenDefaultIpv6: hasIpv6 ? `listen [::]:${settings.port} default_server backlog=4096;` : '',
    workers: String(workers),
    readyMbMax: String(readyMbMax(workers)),
    consoleNames: [`aipress.${settings.domain}`, settings.domain, '127.0.0.1', '[::1]'].join(' '),
    consoleUrl: settings.consoleUrl,
    publicScheme: settings.publicScheme ?? 'http',
    trustedProxiesForAddress: proxies.map((network) => `set_real_ip_from ${network};`).join('\n'),
    trustedProxiesForScheme: proxies.map((network) => `  ${network} 1;`).join('\n'),
  }
}

/** Of pages that a worker keeps ready to send: a 64th of the memory for all of them, where that is not too little. */
function readyMbMax(workers: number): number {
  return Math.max(READY_MB_LEAST, Math.round(totalMemoryBytes() / 2 ** 20 / 64 / workers))
}

/** nginx' own limit is that of the highest tier; Lua keeps each site's. Without a length, only the lowest tier's is certain. */
function phpValues(): Values {
  return {
    phpMemoryMb: String(PHP_DEFAULTS.memoryMb),
    phpUploadMb: String(PHP_DEFAULTS.uploadMb),
    phpSeconds: String(PHP_DEFAULTS.seconds),
    requestRoomMb: String(REQUEST_ROOM_MB),
    requestMbMax: String(PHP_LIMITS.gold.uploadMb + REQUEST_ROOM_MB),
    chunkedMbMax: String(PHP_LIMITS.bronze.uploadMb),
    chunkedRequestMbMax: String(PHP_LIMITS.bronze.uploadMb + REQUEST_ROOM_MB),
  }
}

function checkedNetwork(network: string): string {
  if (isNetwork(network)) return network
  throw new AipressError('invalid_input', `"${network}" is not an address or network of a trusted proxy.`, {
    hint: 'Write them like 10.0.0.1 or 10.0.0.0/8.',
  })
}

/** Everything but the pages, which are made from a template of their own. */
async function renderTree(source: string, target: string, values: Values): Promise<Record<string, string>> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(conf|lua|sh)$/.test(entry.name))
  const rendered = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    return [join(target, relative(source, path)), fill(await readFile(path, 'utf8'), values)] as const
  })
  return Object.fromEntries(await Promise.all(rendered))
}

async function renderedPages(
  source: string,
  layout: Layout,
  values: Values,
): Promise<Record<string, string>> {
  const template = await readFile(join(source, 'pages', 'page.html'), 'utf8')
  const catalogue = await readFile(join(source, 'pages', 'pages.json'), 'utf8')
  const pages = renderPages(template, fill(catalogue, values))
  return Object.fromEntries(
    Object.entries(pages).map(([name, content]) => [join(layout.edge.pages, name), content]),
  )
}

function fill(template: string, values: Values): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`The edge's templates name an unknown value, ${name}.`)
    return checkedValue(value)
  })
}

/** Paths stand between double quotes in nginx's configuration and in Lua, where these would end or change them. */
function checkedValue(value: string): string {
  if (!/["\\$']|\p{Cc}(?<!\n)/u.test(value)) return value
  throw new AipressError('invalid_input', `The edge cannot be set up with ${JSON.stringify(value)}.`, {
    hint: 'Choose an AIPRESS_HOME without quotes, dollar signs and backslashes.',
  })
}
