import { readdir, readFile, readlink } from 'node:fs/promises'
import { openCgroups } from '@aipress/control-plane/drivers/local/cgroups.ts'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { shardNumberOf, uidsOfShard } from '@aipress/control-plane/drivers/local/slot-user.ts'
import { execa } from 'execa'

/**
 * What keeps sites apart beside their Unix users, and is not there: some containers let root make no namespaces,
 * routing rules or cgroups. The platform runs all the same, so whoever starts it must hear of it.
 */
export async function isolationNotes(layout: Layout, cgroupMount?: string): Promise<string[]> {
  const shardIds = await readdir(layout.shards).catch(() => [])
  const rules = await execa('ip', ['-4', 'rule', 'list'], { reject: false })
  const open = await Promise.all(shardIds.map((shardId) => sharesMemory(layout, shardId)))
  const { available: isBounded } = await openCgroups(layout.home, cgroupMount)
  const reaching = shardIds.filter((shardId) => !isRefused(layout, shardId, rules.stdout ?? ''))
  return [
    ...(open.includes(true)
      ? [
          'This machine permits no namespaces. Sites can see the arguments of all processes, and leave memory behind that others read: have only sites here that trust each other.',
        ]
      : []),
    ...(reaching.length > 0
      ? [
          'This machine permits no routing rules. If it is in a cloud, sites can ask 169.254.169.254 for its identity and tokens: forbid it there, or give the machine none.',
        ]
      : []),
    ...(isBounded
      ? []
      : [
          'This machine permits no cgroups. A site that computes without end, or fills memory, slows down the others and can end them: have only sites here that trust each other, or use a machine where root may make groups below /sys/fs/cgroup (a container needs --privileged and --cgroupns=host).',
        ]),
  ]
}

/** Its PHP is in the same namespace as whoever asks. One that does not run says nothing. */
async function sharesMemory(layout: Layout, shardId: string): Promise<boolean> {
  const pid = Number(await readFile(layout.shard(shardId).php.pid, 'utf8').catch(() => ''))
  if (!(pid > 1)) return false
  const [its, ours] = await Promise.all(
    [String(pid), 'self'].map((process) => readlink(`/proc/${process}/ns/ipc`).catch(() => undefined)),
  )
  return its !== undefined && its === ours
}

function isRefused(layout: Layout, shardId: string, rules: string): boolean {
  const { first, last } = uidsOfShard(layout.home, shardNumberOf(shardId))
  return rules.includes(`uidrange ${first}-${last} prohibit`)
}
