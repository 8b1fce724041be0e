import { createHash, randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Layout, ShardLayout } from './layout.ts'
import { digestOfFiles, ensureFile, ensureFolder, ROOT_ONLY, replaceFile } from './owned-files.ts'
import type { ShardServers } from './shard-servers.ts'
import type { Supervisor } from './supervisor.ts'
import { systemUser } from './system-user.ts'
import { becomesReady } from './wait.ts'

/** A shard's cache: what it forgets is made again, so it keeps nothing on disk but its users. */
export async function ensureRedis(
  deps: { layout: Layout; supervisor: Supervisor; servers: ShardServers },
  shardId: string,
  signal: AbortSignal,
): Promise<void> {
  const shard = deps.layout.shard(shardId)
  const redis = await systemUser('redis')
  await ensureFolder(shard.redis.data, { ...redis, mode: 0o700 })
  await ensureFolder(dirname(shard.redis.socket), { ...redis, mode: 0o711 })
  await ensureUsers(shard, redis)
  await ensureFile(shard.redis.configuration, configurationOf(shard), { uid: 0, gid: redis.gid, mode: 0o640 })
  await deps.supervisor.ensure(
    {
      name: redisService(shardId),
      argv: ['/usr/bin/redis-server', shard.redis.configuration],
      user: 'redis',
      env: { AIPRESS_CONFIGURATION: await digestOfFiles([shard.redis.configuration]) },
      directory: shard.redis.data,
      comesFirst: true,
    },
    signal,
  )
  await becomesReady('the cache', () => deps.servers.pingCache(shardId), signal)
}

export const redisService = (shardId: string) => `${shardId}-redis`

/** The password is there before the first list of users holds its digest, so a kill in between loses nothing. */
async function ensureUsers(shard: ShardLayout, owner: { uid: number; gid: number }): Promise<void> {
  if (await stat(shard.redis.users).catch(() => undefined)) return
  const kept = await readFile(shard.redis.password, 'utf8').catch(() => undefined)
  const password = kept ?? randomBytes(32).toString('base64url')
  if (kept === undefined) await replaceFile(shard.redis.password, password, ROOT_ONLY)
  const digest = createHash('sha256').update(password).digest('hex')
  const users = `user default off resetkeys resetchannels -@all\nuser admin on #${digest} ~* &* +@all\n`
  await replaceFile(shard.redis.users, users, { ...owner, mode: 0o600 })
}

function configurationOf(shard: ShardLayout): string {
  return `port 0
unixsocket ${shard.redis.socket}
unixsocketperm 777
daemonize no
supervised no
loglevel notice
dir ${shard.redis.data}
aclfile ${shard.redis.users}
maxmemory 64mb
maxmemory-policy allkeys-lfu
maxclients 1000
timeout 300
save ""
appendonly no
databases 1
lazyfree-lazy-eviction yes
lazyfree-lazy-user-del yes
acllog-max-len 32
slowlog-max-len 32
`
}
