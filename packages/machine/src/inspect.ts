import { readdir } from 'node:fs/promises'
import type { PartHealth } from '@aipress/contract'
import { urlOfHostname } from '@aipress/control-plane/config.ts'
import { createLocalEdge } from '@aipress/control-plane/drivers/local/edge.ts'
import { type Layout, layoutOf } from '@aipress/control-plane/drivers/local/layout.ts'
import { createLocalMachine, groupsApart } from '@aipress/control-plane/drivers/local/machine.ts'
import { createLocalShardHost } from '@aipress/control-plane/drivers/local/shard-host.ts'
import { openShardServers } from '@aipress/control-plane/drivers/local/shard-servers.ts'
import { createSupervisor } from '@aipress/control-plane/drivers/local/supervisor.ts'
import { supervisorFigures } from '@aipress/control-plane/drivers/local/supervisor-figures.ts'
import { orphans, rescan } from '@aipress/control-plane/drivers/local/supervisor-scan.ts'
import { createTurns } from '@aipress/control-plane/kernel/turns.ts'
import { WORDPRESS_VERSION } from '../../../tools/wordpress.mjs'
import { loadSettings } from './settings.ts'

export interface MachineStatus {
  readonly home: string
  readonly consoleUrl: string
  /** Every part is well and the disk has room. */
  readonly healthy: boolean
  /** Nothing of it runs, and nothing will by itself. */
  readonly stopped: boolean
  readonly parts: PartHealth[]
  readonly disk: { freeBytes: number; totalBytes: number }
  /** Restarts that the supervisor saw, newest first, 20 at most. */
  readonly incidents: { at: string; part: string; what: string }[]
}

/** Below this, databases are about to stop writing. */
const FREE_BYTES_MIN = 300e6

/** How all is, found without the control plane's help: it may be what is broken. */
export async function inspectPlatform(
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<MachineStatus> {
  const layout = layoutOf(home)
  const { config } = await loadSettings(layout, environment)
  const supervisor = createSupervisor(layout)
  await using servers = openShardServers(layout)
  const edge = createLocalEdge(layout, { statusOf: supervisor.status })
  const machine = createLocalMachine({ layout, supervisor, edge, groups: groupsApart(config.groups) })
  const host = createLocalShardHost({
    slotTurns: createTurns(),
    layout,
    supervisor,
    servers,
    wordpressVersion: WORDPRESS_VERSION,
  })
  const shards = (await readdir(layout.shards).catch(() => [])).filter((name) => /^shard-\d+$/.test(name))
  const [own, disk, incidents, scanner, ...ofShards] = await Promise.all([
    machine.parts(signal),
    machine.disk(),
    machine.incidents(signal),
    inspectScanner(layout),
    ...shards.map((shardId) => host.inspect(shardId, signal)),
  ])
  const stopped = !scanner.healthy && (await orphans(layout)).length === 0
  const found = [scanner, ...own, ...ofShards.flat()]
  const parts = stopped ? found.map(asStopped) : found
  return {
    stopped,
    home,
    consoleUrl: urlOfHostname(config, `aipress.${config.domain}`),
    healthy: parts.every(({ healthy }) => healthy) && disk.freeBytes >= FREE_BYTES_MIN,
    parts,
    disk,
    incidents,
  }
}

/** Each part by itself cannot know that nobody will start it again. A process that was left over shows its figures. */
function asStopped(part: PartHealth): PartHealth {
  if (part.healthy || part.memoryBytes !== undefined) return part
  return { name: part.name, healthy: false, problem: 'It is not running.' }
}

async function inspectScanner(layout: Layout): Promise<PartHealth> {
  if (await rescan(layout)) return { name: 'supervisor', healthy: true, ...(await supervisorFigures(layout)) }
  const left = await orphans(layout)
  const problem =
    left.length === 0
      ? 'It is not running.'
      : 'It was killed. The parts go on and still restart by themselves; "npm run up" looks after them again.'
  return { name: 'supervisor', healthy: false, problem }
}
