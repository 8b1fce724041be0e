import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execaSync } from 'execa'
import { createLocalCronHost } from '../../packages/control-plane/src/drivers/local/cron-host.ts'
import { layoutOf } from '../../packages/control-plane/src/drivers/local/layout.ts'
import { createLocalMailSpool } from '../../packages/control-plane/src/drivers/local/mail-spool.ts'
import { removeTree } from '../../packages/control-plane/src/drivers/local/remove-tree.ts'
import { createLocalShardHost } from '../../packages/control-plane/src/drivers/local/shard-host.ts'
import { openShardServers } from '../../packages/control-plane/src/drivers/local/shard-servers.ts'
import { createLocalSiteHost } from '../../packages/control-plane/src/drivers/local/site-host.ts'
import { createSupervisor } from '../../packages/control-plane/src/drivers/local/supervisor.ts'
import { stopScanner } from '../../packages/control-plane/src/drivers/local/supervisor-scan.ts'
import {
  installedWordPressVersion,
  installWordPressFiles,
} from '../../packages/control-plane/src/drivers/local/wordpress-files.ts'
import { createTurns } from '../../packages/control-plane/src/kernel/turns.ts'
import type { Place } from '../../packages/control-plane/src/platform/place.ts'
import { placeWordpress } from '../../packages/machine/src/files.ts'
import { cacheFolder } from '../../tools/platform-home.mjs'
import { wordpressCache } from '../../tools/wordpress.mjs'
import { keepShardSeeds, sowShards } from './seeds.ts'

const REPO_ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SHARD_ID = 'shard-001'

/** A temporary home with all that a shard needs, and the hosts to make one; no shard runs yet. `fromNothing` leaves everything to them. */
export async function openHosts({ fromNothing = false } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'aipress-shard-'))
  const layout = layoutOf(home)
  const stopAtExit = () => {
    execaSync('s6-svscanctl', ['-t', layout.services], { reject: false })
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', stopAtExit)
  await chmod(home, 0o755)
  await placeWordpress(layout, wordpressCache(cacheFolder(process.env)), AbortSignal.timeout(60_000))
  await installWordPressFiles(layout, REPO_ROOT)
  if (!fromNothing) await sowShards(layout)
  const wordpressVersion = await installedWordPressVersion(layout)
  const servers = openShardServers(layout)
  const deps = {
    layout,
    servers,
    wordpressVersion,
    supervisor: createSupervisor(layout),
    slotTurns: createTurns(),
  }
  return {
    ...deps,
    shardHost: createLocalShardHost(deps),
    siteHost: createLocalSiteHost(deps),
    mailSpool: createLocalMailSpool(layout),
    cronHost: createLocalCronHost(layout),
    async [Symbol.asyncDispose]() {
      await servers[Symbol.asyncDispose]()
      await stopScanner(layout, AbortSignal.timeout(40_000))
      await removeTree(home)
      process.off('exit', stopAtExit)
    },
  }
}

/** Two shards, for sites that move from one to the other; each numbers its slots from 1. */
export async function startTwoShards(slots: number) {
  const hosts = await openHosts()
  const shardIds = [SHARD_ID, 'shard-002'] as const
  try {
    for (const shardId of shardIds)
      await hosts.shardHost.ensure({ shardId, slots }, AbortSignal.timeout(120_000))
    await keepShardSeeds(hosts.layout)
  } catch (error) {
    await hosts[Symbol.asyncDispose]()
    throw error
  }
  let taken = 0
  return {
    ...hosts,
    /** Of different numbers, so that nothing is right because both are called the same. */
    freshPlaces(): [Place, Place] {
      taken += 1
      if (taken >= slots) throw new Error(`This test's shards have ${slots} slots only.`)
      return [
        { shardId: shardIds[0], slot: taken },
        { shardId: shardIds[1], slot: taken + 1 },
      ]
    },
  }
}

export type TestShards = Awaited<ReturnType<typeof startTwoShards>>

/** A whole shard with real MariaDB, Redis and PHP-FPM, whose slots are handed out one after another. */
export async function startShard(slots: number) {
  const hosts = await openHosts()
  try {
    await hosts.shardHost.ensure({ shardId: SHARD_ID, slots }, AbortSignal.timeout(120_000))
    await keepShardSeeds(hosts.layout)
  } catch (error) {
    await hosts[Symbol.asyncDispose]()
    throw error
  }
  let taken = 0
  return {
    ...hosts,
    shardId: SHARD_ID,
    freshPlace(): Place {
      taken += 1
      if (taken > slots) throw new Error(`This test's shard has ${slots} slots only.`)
      return { shardId: SHARD_ID, slot: taken }
    },
  }
}

export type TestShard = Awaited<ReturnType<typeof startShard>>
