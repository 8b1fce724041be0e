import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { CONTROL_PLANE_SERVICE, pingControlPlane } from '@aipress/control-plane/drivers/local/machine.ts'
import type { ServiceSpec, Supervisor } from '@aipress/control-plane/drivers/local/supervisor.ts'
import { SetupError } from '../../../tools/setup-error.mjs'
import { digestOfFolders } from './files.ts'
import { reasonIn } from './start-failure.ts'

export interface ControlPlaneRequest {
  readonly layout: Layout
  readonly supervisor: Supervisor
  readonly repository: string
  /** All that it is told. */
  readonly environment: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** The first start migrates the database; on a busy machine that has taken up to twenty seconds. */
const READY_WAIT_MS_MAX = 90_000
const PAUSE_MS = 25
/** Left alone, Node lets its young generation grow until the process has 240 MB; with these it has 160, no slower. */
const MEMORY = ['--max-semi-space-size=2', '--max-old-space-size=192']
/** One end may be bad luck, for example a database that is just starting; three are a reason to say why. */
const ENDS_MAX = 3

/** Runs and answers. Changed settings or sources restart it. */
export async function ensureControlPlane(request: ControlPlaneRequest): Promise<void> {
  const { layout, supervisor, signal } = request
  const endsBefore = await endsOf(supervisor)
  await supervisor.ensure(await controlPlaneService(request), signal)
  const deadline = Date.now() + READY_WAIT_MS_MAX
  for (;;) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(5_000)])
    if (await answers(layout, limit)) return
    const ends = (await endsOf(supervisor)) - endsBefore
    if (ends >= ENDS_MAX || Date.now() > deadline) throw await startFailure(layout)
    await delay(PAUSE_MS, undefined, { signal })
  }
}

/** Those that nobody asked for. */
const endsOf = async (supervisor: Supervisor) =>
  (await supervisor.status(CONTROL_PLANE_SERVICE))?.restarts ?? 0

async function controlPlaneService(request: ControlPlaneRequest): Promise<ServiceSpec> {
  const { layout, repository, environment } = request
  const sources = ['packages/control-plane/src', 'packages/contract/src'].map((path) =>
    join(repository, path),
  )
  return {
    name: CONTROL_PLANE_SERVICE,
    argv: [process.execPath, ...MEMORY, join(repository, 'packages/control-plane/src/main.ts')],
    env: {
      NODE_ENV: 'production',
      // Node's threads would otherwise each keep memory of their own that is hardly used.
      MALLOC_ARENA_MAX: '2',
      // Compiled code is kept, which halves the time of a start.
      NODE_COMPILE_CACHE: join(layout.run, 'compile-cache'),
      ...environment,
      // Read by nobody: new sources make a new specification, and that restarts the process.
      SOURCES: await digestOfFolders(sources),
    },
    openFilesMax: 16_384,
    directory: '/',
  }
}

const answers = (layout: Layout, signal: AbortSignal) =>
  pingControlPlane(layout, signal).then(
    () => true,
    () => false,
  )

async function startFailure(layout: Layout): Promise<SetupError> {
  const log = join(layout.log(CONTROL_PLANE_SERVICE), 'current')
  const reason = reasonIn(await readFile(log, 'utf8').catch(() => ''))
  return new SetupError(`The control plane does not start:\n${reason}`, {
    hint: 'Its log says why; put that right and run "npm run up" again.',
    log,
  })
}
