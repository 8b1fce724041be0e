import { stat } from 'node:fs/promises'
import { relative } from 'node:path'
import type { Layout } from './layout.ts'

/**
 * The files that the servers of a shard start from and that are gone or empty, as they are called below its folder.
 * None where there is no such shard at all.
 */
export async function missingFiles(layout: Layout, shardId: string): Promise<string[]> {
  const { root, mariadb, redis, php } = layout.shard(shardId)
  if ((await stat(root).catch(() => undefined)) === undefined) return []
  const files = [
    mariadb.configuration,
    redis.configuration,
    redis.users,
    php.configuration,
    php.pools,
    php.settings,
    php.start,
    php.enter,
    php.uncached,
    php.probe,
  ]
  const sizes = await Promise.all(files.map((path) => stat(path).then(({ size }) => size, sizeOfAbsent)))
  return files.filter((_, index) => sizes[index] === 0).map((path) => relative(root, path))
}

function sizeOfAbsent(error: unknown): number {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
  throw error
}
