import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { CONTROL_PLANE_SERVICE, pingControlPlane } from '@aipress/control-plane/drivers/local/machine.ts'
import type { ServiceSpec, Supervisor } from '@aipress/control-plane/drivers/local/supervisor.ts'
import { SetupError } from '../../../tools/setup-error.mjs'
import { digestOfFolders } from './files.ts'

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
/** One crash may be bad luck, for example a database that is just starting. */
const RESTARTS_MAX = 3

/** Runs and answers. Changed settings or sources restart it. */
export async function ensureControlPlane(request: ControlPlaneRequest): Promise<void> {
  const { layout, supervisor, signal } = request
  await supervisor.ensure(await controlPlaneService(request), signal)
  const restartsBefore = (await supervisor.status(CONTROL_PLANE_SERVICE))?.restarts ?? 0
  const deadline = Date.now() + READY_WAIT_MS_MAX
  for (;;) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(5_000)])
    if (await answers(layout, limit)) return
    const restarts = ((await supervisor.status(CONTROL_PLANE_SERVICE))?.restarts ?? 0) - restartsBefore
    if (restarts > RESTARTS_MAX || Date.now() > deadline) throw await startFailure(layout)
    await delay(PAUSE_MS, undefined, { signal })
  }
}

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

const REASON_LINES_MAX = 6

/** The last error that it wrote, without the log's own dates and the stack; else its last words. */
function reasonIn(text: string): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d \S+ {2}/, ''))
  const from = lines.findLastIndex((line) => /^\w*Error\b.*:/.test(line))
  const said = from === -1 ? lines.slice(-REASON_LINES_MAX) : lines.slice(from, from + REASON_LINES_MAX)
  return said.filter((line) => !/^\s+at /.test(line)).join('\n')
}
