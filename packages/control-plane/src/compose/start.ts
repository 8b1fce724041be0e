import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import type { Config } from '../config.ts'
import { listenOnSocket } from '../doors/listen.ts'
import {
  askGroups,
  createGroupClient,
  createGroupDoor,
  forwardingHandlers,
  groupAnswers,
} from '../groups/index.ts'
import { isAnswering } from '../kernel/database.ts'
import { deriveKey } from '../kernel/keys.ts'
import type { Log } from '../kernel/log.ts'
import { partsOn } from '../shards/index.ts'
import { workOf } from '../sites/index.ts'
import { type Cloud, openCloud } from './cloud.ts'
import { type Core, openCore } from './core.ts'
import { openFront } from './front.ts'
import { openGroup } from './group.ts'

/** Puts everything of this process' role together and answers once its sockets are open. */
export async function start(config: Config, log: Log, version: string): Promise<{ close(): Promise<void> }> {
  const disposables = new AsyncDisposableStack()
  const core = await openCore(config, log, version, disposables)
  await ROLES[config.role](core, await openCloud(core))
  const { home, role, process: name } = config
  log.info({ version, home, role, process: name }, 'the control plane is ready')
  return { close: () => disposables.disposeAsync() }
}

const ROLES: Record<Config['role'], (core: Core, cloud: Cloud) => Promise<void>> = {
  async all(core, cloud) {
    const { engine, handlers } = await openGroup(core, cloud)
    await openFront(core, cloud, {
      work: workOf(engine),
      shardParts: partsOn(cloud.shardHost),
      counts: { operations: async () => ({ ...(await engine.summary()), missing: [] }) },
      handlers: () => handlers,
    })
  },

  async front(core, cloud) {
    const { config, directory } = core
    const key = callKey(core)
    const clients = Array.from({ length: config.groups }, (_, index) => {
      const controlGroup = index + 1
      const fetch = fetchOverSocket(cloud.sockets.group(controlGroup).path)
      return createGroupClient({ controlGroup, fetch, key, clock: Date.now })
    })
    const asked = askGroups(clients)
    await openFront(core, cloud, {
      work: asked,
      shardParts: asked,
      counts: asked,
      handlers: (finder) => forwardingHandlers({ directory, finder, clients }),
    })
  },

  async group(core, cloud) {
    const { config, group, log, version, disposables } = core
    const { engine, handlers } = await openGroup(core, cloud)
    const door = createGroupDoor({
      controlGroup: config.controlGroup,
      handlers,
      answers: groupAnswers(engine, cloud.shardHost),
      key: callKey(core),
      clock: Date.now,
      log,
      version,
      isHealthy: () => isAnswering(group.database),
    })
    disposables.use(await listenOnSocket({ fetch: door, ...cloud.sockets.group(config.controlGroup) }))
  },
}

const callKey = ({ masterKey }: Core) => deriveKey(masterKey, 'control group calls')
