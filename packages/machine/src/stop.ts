import { readdir } from 'node:fs/promises'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { forgetRules } from '@aipress/control-plane/drivers/local/php-fpm.ts'
import { killProcessesOfShard } from '@aipress/control-plane/drivers/local/slot-processes.ts'
import type { Supervisor } from '@aipress/control-plane/drivers/local/supervisor.ts'
import {
  adoptOrphans,
  ensureScanner,
  haltServices,
  orphans,
  rescan,
  serviceNames,
  stopScanner,
} from '@aipress/control-plane/drivers/local/supervisor-scan.ts'

const AFTER_SITES = /-php(-\d\d)?$/
/** What uses others stops before them; what is in one group stops at the same time. */
const STOP_ORDER: readonly RegExp[] = [/^control-plane/, /^edge$/, AFTER_SITES, /^shard-/, /^postgres$/, /./]

/** Each of the groups may take 25 seconds, orphans as long again. */
const STOP_WAIT_MS_MAX = 240_000

/** Stops every service of the home and their supervisors. Answers how many there were; none is no fault. */
export async function stopPlatform(layout: Layout): Promise<number> {
  const signal = AbortSignal.timeout(STOP_WAIT_MS_MAX)
  const left = await orphans(layout)
  if (left.length > 0) {
    await haltServices(layout, left, signal)
    // Their supervisors have no scanner that could end them: they get one, and end with it.
    await ensureScanner(layout, signal)
    await adoptOrphans(layout, left, signal)
  }
  if (!(await rescan(layout))) return 0
  let waiting = await serviceNames(layout)
  const count = waiting.length
  for (const group of STOP_ORDER) {
    await haltServices(
      layout,
      waiting.filter((name) => group.test(name)),
      signal,
    )
    waiting = waiting.filter((name) => !group.test(name))
    // Nothing of a site may run without the servers that bound and answer it.
    if (group === AFTER_SITES) await killStrays(layout)
  }
  for (const shardId of await shardsOf(layout)) await forgetRules(layout, shardId)
  await stopScanner(layout, signal)
  return count
}

/**
 * Whatever sites' code started and left, and WP-CLI that a person left running. It may hold a service's log open, which
 * the end of the scanner waits for.
 */
async function killStrays(layout: Layout): Promise<void> {
  for (const shardId of await shardsOf(layout)) await killProcessesOfShard(layout.home, shardId)
}

const shardsOf = (layout: Layout) => readdir(layout.shards).catch(() => [])

/** After a failed start: only what did not run before is stopped. */
export async function undoStart(
  layout: Layout,
  supervisor: Supervisor,
  ranBefore: ReadonlySet<string>,
): Promise<void> {
  if (ranBefore.size === 0) {
    await stopPlatform(layout)
    return
  }
  const signal = AbortSignal.timeout(STOP_WAIT_MS_MAX)
  const started = (await serviceNames(layout)).filter((name) => !ranBefore.has(name))
  for (const name of started) await supervisor.stop(name, signal)
}
