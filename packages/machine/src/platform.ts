import { chmod, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, urlOfHostname } from '@aipress/control-plane/config.ts'
import { createLocalEdge } from '@aipress/control-plane/drivers/local/edge.ts'
import { writeEdgeFiles } from '@aipress/control-plane/drivers/local/edge-files.ts'
import { EDGE_SERVICE, edgeService } from '@aipress/control-plane/drivers/local/edge-service.ts'
import { type Layout, layoutOf, shardIdOf } from '@aipress/control-plane/drivers/local/layout.ts'
import { createLocalShardHost } from '@aipress/control-plane/drivers/local/shard-host.ts'
import { openShardServers } from '@aipress/control-plane/drivers/local/shard-servers.ts'
import { createSupervisor, type Supervisor } from '@aipress/control-plane/drivers/local/supervisor.ts'
import { eraseGone } from '@aipress/control-plane/drivers/local/supervisor-gone.ts'
import {
  adoptOrphans,
  ensureScanner,
  forgetRestarts,
  orphans,
  rescan,
} from '@aipress/control-plane/drivers/local/supervisor-scan.ts'
import { becomesReady } from '@aipress/control-plane/drivers/local/wait.ts'
import { installWordPressFiles } from '@aipress/control-plane/drivers/local/wordpress-files.ts'
import { createTurns } from '@aipress/control-plane/kernel/turns.ts'
import type { Progress } from '../../../tools/progress.mjs'
import { WORDPRESS_VERSION } from '../../../tools/wordpress.mjs'
import { awaitCapacity } from './capacity.ts'
import { ensureControlPlane } from './control-plane.ts'
import { requireNoShardsBeyond } from './fewer-groups.ts'
import { exists, placeConsole, placeWordpress } from './files.ts'
import { isolationNotes } from './isolation.ts'
import { notesOn } from './notes.ts'
import { ensurePostgres } from './postgres.ts'
import { loadSettings, type Settings, saveSettings } from './settings.ts'
import { undoStart } from './stop.ts'

export interface PlatformRequest {
  readonly home: string
  /** Where `AIPRESS_…` settings are looked up; those kept in the home fill in. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly repository: string
  /** Where WordPress was downloaded to. */
  readonly wordpress: string
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly forTestsOnly?: { readonly withoutConsole: boolean; readonly withoutDurability: boolean }
}

export interface Platform {
  readonly layout: Layout
  readonly config: Config
  /** What a person should know although all went well. */
  readonly notes: readonly string[]
}

interface Start extends PlatformRequest, Omit<Platform, 'notes'> {
  readonly settings: Settings
  readonly supervisor: Supervisor
}

/**
 * Makes the platform of a home folder run, from nothing or from any state that an interrupted run left.
 * Run again it changes nothing. When it fails, what it started is stopped; what ran before goes on.
 */
export async function startPlatform(request: PlatformRequest): Promise<Platform> {
  const layout = layoutOf(request.home)
  const settings = await loadSettings(layout, request.environment)
  const supervisor = createSupervisor(layout)
  const failure = new AbortController()
  const signal = AbortSignal.any([request.signal, failure.signal])
  const start: Start = { ...request, layout, config: settings.config, settings, supervisor, signal }
  const ranBefore = await runningServices(layout, supervisor)
  try {
    const groupsGone = settings.groupsBefore > settings.config.groups
    if (groupsGone) await request.progress.step('Control groups', () => requireUnused(start))
    await request.progress.step('Home folder', () => prepareHome(start))
    await superviseAgain(start)
    // What is simulated is not to be started.
    const isReal = settings.config.driver === 'local'
    await allOrNone(failure, [
      request.progress.step('PostgreSQL', () => startPostgres(start)),
      ...(isReal
        ? [
            request.progress.step('Shards', () => startShards(start)),
            request.progress.step('Edge', () => startEdge(start)),
          ]
        : []),
    ])
    await request.progress.step('Control plane', () => startControlPlane(start))
  } catch (error) {
    await undoStart(layout, supervisor, ranBefore)
    throw error
  }
  const notes = [...notesOn(settings), ...(await isolationNotes(layout))]
  return { layout, config: settings.config, notes }
}

/** The first failure ends the others; all have come to rest when it is thrown. */
async function allOrNone(failure: AbortController, work: Promise<unknown>[]): Promise<void> {
  try {
    await Promise.all(work)
  } catch (error) {
    failure.abort(error)
    await Promise.allSettled(work)
    throw error
  }
}

async function runningServices(layout: Layout, supervisor: Supervisor): Promise<ReadonlySet<string>> {
  if (!(await exists(layout.services))) return new Set()
  return new Set((await supervisor.list()).filter(({ up }) => up).map(({ name }) => name))
}

/** Before anything is changed or remembered. What ran last is started for it, if need be, as it was. */
async function requireUnused(start: Start): Promise<void> {
  await superviseAgain(start)
  await requireNoShardsBeyond(start.layout, start.config.groups, start.signal)
}

async function prepareHome(start: Start): Promise<string> {
  const { layout, signal, repository, forTestsOnly } = start
  await mkdir(layout.home, { recursive: true })
  // The daemons' users pass through both; what is private lies in folders of its own.
  await chmod(layout.home, 0o755)
  await mkdir(layout.run, { recursive: true, mode: 0o755 })
  await mkdir(layout.logs, { recursive: true, mode: 0o755 })
  await saveSettings(layout, start.settings)
  if (start.config.driver !== 'local') return layout.home
  await placeWordpress(layout, start.wordpress, signal)
  await installWordPressFiles(layout, repository)
  if (!forTestsOnly?.withoutConsole) await placeConsole(layout, join(repository, 'packages/console/dist'))
  return layout.home
}

/** Starts all services that are known already, and takes over those whose supervisor was killed. */
async function superviseAgain({ layout, signal, progress }: Start): Promise<void> {
  const left = await orphans(layout)
  if (left.length === 0 && !(await rescan(layout))) await forgetRestarts(layout)
  await ensureScanner(layout, signal)
  await eraseGone(layout, signal)
  if (left.length === 0) return
  await progress.step('Supervisor', async () => {
    await adoptOrphans(layout, left, signal)
    return `took over ${left.length} services`
  })
}

function startPostgres(start: Start): Promise<void> {
  const withoutDurabilityForTestsOnly = start.forTestsOnly?.withoutDurability ?? false
  return ensurePostgres({ ...start, groups: start.config.groups, withoutDurabilityForTestsOnly })
}

/** Makes the first shard; those that exist were started with the scanner and only have to answer. */
async function startShards({ layout, supervisor, config, signal }: Start): Promise<string> {
  await using servers = openShardServers(layout)
  const host = createLocalShardHost({
    slotTurns: createTurns(),
    layout,
    supervisor,
    servers,
    wordpressVersion: WORDPRESS_VERSION,
  })
  const known = (await readdir(layout.shards).catch(() => [])).filter((name) => /^shard-\d+$/.test(name))
  const isComplete = await exists(layout.wordpress.goldenDatabase(WORDPRESS_VERSION))
  if (known.length === 0 || !isComplete) {
    await host.ensure({ shardId: shardIdOf(1), slots: config.shards.sitesMax }, signal)
    return `${shardIdOf(1)} for ${config.shards.sitesMax} sites`
  }
  for (const shardId of known) {
    await becomesReady(shardId, () => checkShard(host, shardId, signal), signal)
  }
  return `${known.length} running`
}

async function checkShard(
  host: ReturnType<typeof createLocalShardHost>,
  shardId: string,
  signal: AbortSignal,
) {
  const sick = (await host.inspect(shardId, signal)).find(({ healthy }) => !healthy)
  if (sick !== undefined) throw new Error(`${sick.name}: ${sick.problem}`)
}

async function startControlPlane(start: Start): Promise<void> {
  const { environment } = start.settings
  await ensureControlPlane({ ...start, environment, groups: start.config.groups })
  const { layout, config, signal } = start
  await awaitCapacity({ layout, warmSlots: config.shards.warmSlots, groups: config.groups, signal })
}

async function startEdge({ layout, supervisor, config, repository, signal }: Start): Promise<string> {
  const wasUp = (await supervisor.status(EDGE_SERVICE))?.up ?? false
  const { changed } = await writeEdgeFiles(layout, repository, {
    port: config.port,
    domain: config.domain,
    consoleUrl: urlOfHostname(config, `aipress.${config.domain}`),
    publicScheme: config.publicAddress.scheme,
    trustedProxies: config.trustedProxies,
  })
  await supervisor.ensure(edgeService(layout), signal)
  if (changed && wasUp) await supervisor.signal(EDGE_SERVICE, 'HUP')
  const edge = createLocalEdge(layout, { statusOf: supervisor.status })
  await becomesReady('the edge', () => checkEdge(edge, signal), signal)
  return `port ${config.port}`
}

async function checkEdge(edge: ReturnType<typeof createLocalEdge>, signal: AbortSignal): Promise<void> {
  const { healthy, problem } = await edge.health(signal)
  if (!healthy) throw new Error(problem)
}
