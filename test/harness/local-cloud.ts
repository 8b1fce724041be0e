import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  AipressError,
  type Client,
  createClient,
  isSettled,
  type Operation,
  watchOperation,
} from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { type Layout, layoutOf } from '../../packages/control-plane/src/drivers/local/layout.ts'
import {
  CONTROL_PLANE_SERVICE,
  pingControlPlane,
} from '../../packages/control-plane/src/drivers/local/machine.ts'
import {
  createSupervisor,
  type Supervisor,
} from '../../packages/control-plane/src/drivers/local/supervisor.ts'
import { becomesReady } from '../../packages/control-plane/src/drivers/local/wait.ts'
import {
  type Fault,
  readStruckFaults,
  type StruckFault,
  writeFaults,
} from '../../packages/control-plane/src/engine/faults.ts'
import { type Platform, startPlatform } from '../../packages/machine/src/platform.ts'
import { ensurePostgresData } from '../../packages/machine/src/postgres.ts'
import { cacheFolder, MARKER } from '../../tools/platform-home.mjs'
import { wordpressCache } from '../../tools/wordpress.mjs'
import { buildConsole } from './console-build.ts'
import { freePort } from './free-port.ts'
import { type Visit, type VisitAnswer, visit } from './http.ts'
import { makeOwnedHome, removeHome, sweepLeftovers } from './leftovers.ts'
import { keepSeed, keepShardSeeds, sow, sowShards } from './seeds.ts'

export interface LocalCloudOptions {
  /** `AIPRESS_…` settings besides home and port. */
  readonly environment?: Readonly<Record<string, string>>
  readonly withConsole?: boolean
  /** PostgreSQL waits for the disk as it does for users; benches measure that. */
  readonly withDurability?: boolean
  /** `faults` does nothing: who measures does without a file that is read at each step. */
  readonly withoutFaults?: boolean
  /** Everything is made as on a user's machine; otherwise the cloud begins with what another of this test run has made. */
  readonly fromNothing?: boolean
  /** The home folder is a disk of its own of this size, which the test may fill. */
  readonly diskBytes?: number
}

/** A whole platform of a test's own, made by the same code as `npm run up` makes one. */
export interface LocalCloud extends AsyncDisposable {
  readonly home: string
  readonly port: number
  readonly layout: Layout
  readonly supervisor: Supervisor
  /** Calls an action as the machine itself, that is as an administrator. */
  readonly call: Client['call']
  /** Waits, at most three minutes, for the end of an operation, whatever happens to the control plane meanwhile. */
  settled(operationId: string): Promise<Operation>
  /** `http://corner-bakery.localhost:23456`. */
  urlOf(name: string): string
  /** A request to a site as a browser makes it; redirects are answers too. */
  fetchSite(hostname: string, path?: string, request?: Partial<Visit>): Promise<VisitAnswer>
  /** SIGKILL; resolves once its successor answers. */
  killControlPlane(): Promise<void>
  /** Replaces the faults that are still to strike. */
  faults(list: readonly Fault[]): Promise<void>
  /** Those that have struck so far: see engine/faults.ts. */
  struck(): Promise<StruckFault[]>
  /** `npm run up` again, with other settings if given. */
  up(environment?: Readonly<Record<string, string>>): Promise<Platform>
}

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const START_MS_MAX = 120_000
/** Fourteen moves at once, beside another platform on two processors, took more than a minute. */
const SETTLE_MS_MAX = 180_000
/** Between two who follow an operation: the control plane may be away meanwhile. */
const SETTLE_LOOK_MS = 80
/** One whose control plane stands still is asked for anew. */
const WATCH_MS_MAX = 20_000
const BACK_MS_MAX = 60_000

export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  await sweepLeftovers()
  const home = await makeOwnedHome(options.diskBytes)
  const layout = layoutOf(home)
  const port = await freePort()
  const faultsFile = join(home, 'faults.json')
  await writeFile(join(home, MARKER), '')
  await writeFile(faultsFile, '[]')
  const environment = {
    AIPRESS_HOME: home,
    AIPRESS_PORT: String(port),
    ...(options.withoutFaults ? {} : { AIPRESS_FAULTS_FOR_TESTS_ONLY: faultsFile }),
    // What is prepared ahead and never used is work for nothing.
    AIPRESS_WARM_SLOTS: '1',
    ...options.environment,
  }
  const up = (others: Readonly<Record<string, string>> = {}) =>
    start(home, { ...environment, ...others }, options)
  const isSimulated = options.environment?.AIPRESS_DRIVER === 'simulated'
  try {
    if (!options.fromNothing) await sowCloud(layout, { isSimulated })
    await up()
    if (!isSimulated) await keepShardSeeds(layout)
  } catch (error) {
    await removeHome(home)
    throw error
  }
  return openCloud({ home, port, layout, faultsFile, up })
}

async function sowCloud(layout: Layout, { isSimulated }: { isSimulated: boolean }): Promise<void> {
  // The servers' users pass through it.
  await chmod(layout.home, 0o755)
  if (!isSimulated) await sowShards(layout)
  if (await sow('postgres', layout.postgres.data)) return
  const signal = AbortSignal.timeout(START_MS_MAX)
  await ensurePostgresData({ layout, signal, withoutDurabilityForTestsOnly: true })
  await keepSeed('postgres', layout.postgres.data)
}

async function start(
  home: string,
  environment: Record<string, string>,
  options: LocalCloudOptions,
): Promise<Platform> {
  if (options.withConsole) await buildConsole()
  return startPlatform({
    home,
    environment,
    repository: REPOSITORY,
    wordpress: wordpressCache(cacheFolder(process.env)),
    progress: { step: (_title, work) => work(() => undefined) },
    signal: AbortSignal.timeout(START_MS_MAX),
    forTestsOnly: { withoutConsole: !options.withConsole, withoutDurability: !options.withDurability },
  })
}

interface Running {
  home: string
  port: number
  layout: Layout
  faultsFile: string
  up: LocalCloud['up']
}

function openCloud({ home, port, layout, faultsFile, up }: Running): LocalCloud {
  const supervisor = createSupervisor(layout)
  const client = createClient({
    baseUrl: 'http://localhost',
    fetch: fetchOverSocket(layout.machineSocket),
    headers: { 'x-aipress-door': 'cli' },
  })
  return {
    home,
    port,
    layout,
    supervisor,
    up,
    call: client.call,
    settled: (operationId) => settled(client, operationId),
    urlOf: (name) => `http://${name}.localhost:${port}`,
    fetchSite: (host, path = '/', request = {}) => visit({ port, host, path, ...request }),
    killControlPlane: () => killControlPlane(layout, supervisor),
    faults: (list) => writeFaults(faultsFile, list),
    struck: () => readStruckFaults(faultsFile),
    [Symbol.asyncDispose]: () => removeHome(home),
  }
}

async function settled(client: Client, operationId: string): Promise<Operation> {
  const deadline = Date.now() + SETTLE_MS_MAX
  let last: unknown
  while (Date.now() < deadline) {
    const signal = AbortSignal.timeout(WATCH_MS_MAX)
    const seen = await client.call(watchOperation, { operation: operationId }, { signal }).catch((error) => {
      last = error
    })
    if (seen !== undefined && isSettled(seen.state)) return seen
    last = seen ?? last
    await delay(SETTLE_LOOK_MS)
  }
  throw new AipressError('internal_error', `Operation ${operationId} was not settled within three minutes.`, {
    cause: last,
  })
}

async function killControlPlane(layout: Layout, supervisor: Supervisor): Promise<void> {
  const signal = AbortSignal.timeout(BACK_MS_MAX)
  const before = await supervisor.status(CONTROL_PLANE_SERVICE)
  await supervisor.signal(CONTROL_PLANE_SERVICE, 'KILL')
  const isBack = async () => {
    const now = await supervisor.status(CONTROL_PLANE_SERVICE)
    if (now?.pid === undefined || now.pid === before?.pid) throw new Error('It has not been started again.')
    await pingControlPlane(layout, signal)
  }
  await becomesReady('the control plane', isBack, signal)
}
