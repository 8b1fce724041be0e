import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import {
  CONTROL_PLANE_SERVICE,
  groupService,
  groupsApart,
  pingControlGroup,
  pingControlPlane,
} from '@aipress/control-plane/drivers/local/machine.ts'
import type { ServiceSpec, Supervisor } from '@aipress/control-plane/drivers/local/supervisor.ts'
import { SetupError } from '../../../tools/setup-error.mjs'
import { digestOfFolders } from './files.ts'
import { reasonIn } from './start-failure.ts'

export interface ControlPlaneRequest {
  readonly layout: Layout
  readonly supervisor: Supervisor
  readonly repository: string
  /** All that its processes are told, but for which of them each is. */
  readonly environment: Readonly<Record<string, string>>
  /** With more than one, each is a process beside the front. */
  readonly groups: number
  readonly signal: AbortSignal
}

/** The first start migrates the database; on a busy machine that has taken up to twenty seconds. */
const READY_WAIT_MS_MAX = 90_000
const PAUSE_MS = 25
/** Left alone, Node lets its young generation grow until the process has 240 MB; with these it has 160, no slower. */
const MEMORY = ['--max-semi-space-size=2', '--max-old-space-size=192']
/** One end may be bad luck, for example a database that is just starting; three are a reason to say why. */
const ENDS_MAX = 3

interface ControlPlaneProcess {
  readonly name: string
  /** Which it is. */
  readonly role: Readonly<Record<string, string>>
  readonly ping: (layout: Layout, signal: AbortSignal) => Promise<void>
}

function processesFor(groups: number): ControlPlaneProcess[] {
  const apart = groupsApart(groups)
  const front = { name: CONTROL_PLANE_SERVICE, ping: pingControlPlane }
  if (apart.length === 0) return [{ ...front, role: {} }]
  return [
    { ...front, role: { AIPRESS_ROLE: 'front' } },
    ...apart.map((group) => ({
      name: groupService(group),
      role: { AIPRESS_ROLE: 'group', AIPRESS_CONTROL_GROUP: String(group) },
      ping: (layout: Layout, signal: AbortSignal) => pingControlGroup(layout, group, signal),
    })),
  ]
}

/** Runs and answers, in as many processes as there are to be. Changed settings or sources restart them. */
export async function ensureControlPlane(request: ControlPlaneRequest): Promise<void> {
  const processes = processesFor(request.groups)
  await removeOthers(request, processes)
  const sources = ['packages/control-plane/src', 'packages/contract/src'].map((path) =>
    join(request.repository, path),
  )
  const digest = await digestOfFolders(sources)
  await Promise.all(processes.map((process) => ensureProcess(request, process, digest)))
}

/** Before those that take over their work are started: a process that ends says so, and its work is taken up at once. */
async function removeOthers(
  { supervisor, signal }: ControlPlaneRequest,
  processes: readonly ControlPlaneProcess[],
): Promise<void> {
  const present = (await supervisor.list()).map(({ name }) => name)
  const others = present.filter(
    (name) => /^control-plane-\d+$/.test(name) && !processes.some((process) => process.name === name),
  )
  for (const name of others) await supervisor.remove(name, signal)
}

async function ensureProcess(
  request: ControlPlaneRequest,
  process: ControlPlaneProcess,
  digest: string,
): Promise<void> {
  const { layout, supervisor, signal } = request
  const endsBefore = await endsOf(supervisor, process.name)
  await supervisor.ensure(serviceOf(request, process, digest), signal)
  const deadline = Date.now() + READY_WAIT_MS_MAX
  for (;;) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(5_000)])
    if (await answers(process.ping(layout, limit))) return
    const ends = (await endsOf(supervisor, process.name)) - endsBefore
    if (ends >= ENDS_MAX || Date.now() > deadline) throw await startFailure(layout, process.name)
    await delay(PAUSE_MS, undefined, { signal })
  }
}

/** Those that nobody asked for. */
const endsOf = async (supervisor: Supervisor, name: string) => (await supervisor.status(name))?.restarts ?? 0

function serviceOf(request: ControlPlaneRequest, process: ControlPlaneProcess, digest: string): ServiceSpec {
  const { layout, repository, environment } = request
  return {
    name: process.name,
    argv: [nodeProgram, ...MEMORY, join(repository, 'packages/control-plane/src/main.ts')],
    env: {
      NODE_ENV: 'production',
      // Node's threads would otherwise each keep memory of their own that is hardly used.
      MALLOC_ARENA_MAX: '2',
      NODE_COMPILE_CACHE: compileCache ?? join(layout.run, 'compile-cache'),
      ...environment,
      ...process.role,
      // Read by nobody: new sources make a new specification, and that restarts the process.
      SOURCES: digest,
    },
    openFilesMax: 16_384,
    directory: '/',
  }
}

const nodeProgram = process.execPath
/** Compiled code is kept, which halves the time of a start; with that of `npm run up` itself, also that of the first. */
const compileCache = process.env.NODE_COMPILE_CACHE

const answers = (ping: Promise<void>) =>
  ping.then(
    () => true,
    () => false,
  )

async function startFailure(layout: Layout, name: string): Promise<SetupError> {
  const log = join(layout.log(name), 'current')
  const reason = reasonIn(await readFile(log, 'utf8').catch(() => ''))
  return new SetupError(`The control plane does not start:\n${reason}`, {
    hint: 'Its log says why; put that right and run "npm run up" again.',
    log,
  })
}
