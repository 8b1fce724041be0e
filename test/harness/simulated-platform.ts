import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { openCloud } from '../../packages/control-plane/src/compose/cloud.ts'
import { type Core, openCoreOver } from '../../packages/control-plane/src/compose/core.ts'
import { openFront } from '../../packages/control-plane/src/compose/front.ts'
import { type ControlGroup, openGroup } from '../../packages/control-plane/src/compose/group.ts'
import { loadConfig } from '../../packages/control-plane/src/config.ts'
import { createLog } from '../../packages/control-plane/src/kernel/log.ts'
import { partsOn } from '../../packages/control-plane/src/shards/index.ts'
import { workOf } from '../../packages/control-plane/src/sites/index.ts'
import { startPostgres } from './postgres.ts'

/**
 * The whole control plane inside the test's own process, over a real PostgreSQL and a simulated cloud that takes no
 * time: every action with its real handler and every door, in a few seconds. What a site's WordPress does needs
 * `startLocalCloud`.
 */
export interface SimulatedPlatform extends AsyncDisposable {
  readonly core: Core
  readonly engine: ControlGroup['engine']
  /** Of doors that people and programs use; nobody is signed in. */
  readonly fetch: typeof fetch
  /** As the machine itself, that is as an administrator; so is `call`. */
  readonly machineFetch: typeof fetch
  readonly call: Client['call']
}

export const CONSOLE_HOST = 'aipress.localhost'

export async function startSimulatedPlatform(): Promise<SimulatedPlatform> {
  const disposables = new AsyncDisposableStack()
  try {
    const postgres = disposables.use(await startPostgres())
    const home = await mkdtemp(join(tmpdir(), 'aip-sim-'))
    disposables.defer(() => rm(home, { recursive: true, force: true }))
    const config = loadConfig({
      AIPRESS_HOME: home,
      AIPRESS_DRIVER: 'simulated',
      AIPRESS_SIMULATION: '{"seed":1,"timeScale":0}',
      AIPRESS_WARM_SLOTS: '0',
      AIPRESS_LOG_LEVEL: 'silent',
    })
    const url = await postgres.createDatabase()
    const log = createLog(config.logLevel)
    const core = await openCoreOver({ config, log, version: '0.0.0', disposables }, () => url)
    const sockets = {
      machine: { path: join(home, 'machine.sock'), mode: 0o600 },
      edge: { path: join(home, 'edge.sock'), mode: 0o600 },
      group: () => ({ path: join(home, 'group.sock'), mode: 0o600 }),
    }
    const cloud = { ...(await openCloud(core)), sockets }
    const { engine, handlers } = await openGroup(core, cloud)
    await openFront(core, cloud, {
      work: workOf(engine),
      shardParts: partsOn(cloud.shardHost),
      counts: { operations: async () => ({ ...(await engine.summary()), missing: [] }) },
      handlers: () => handlers,
    })
    const machineFetch = fetchOverSocket(sockets.machine.path)
    const machine = createClient({
      baseUrl: `http://${CONSOLE_HOST}`,
      fetch: machineFetch,
      headers: { 'x-aipress-door': 'cli' },
    })
    return {
      core,
      engine,
      fetch: fetchOverSocket(sockets.edge.path),
      machineFetch,
      call: machine.call,
      [Symbol.asyncDispose]: () => disposables.disposeAsync(),
    }
  } catch (error) {
    await disposables.disposeAsync()
    throw error
  }
}
