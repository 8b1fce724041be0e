import { describe, expect, test, vi } from 'vitest'
import type { ShardHost } from './shard-host.ts'

export interface ShardHostUnderTest extends AsyncDisposable {
  readonly host: ShardHost
  /** Ends one part (`mariadb`, `redis`, `php`) as an accident would, without any notice. */
  breakPart(shardId: string, part: string): Promise<void>
  /** Makes one part stand still, as one that hangs does: it is there and answers nothing. */
  stallPart(shardId: string, part: string): Promise<void>
  /** Takes away a file that a server of the shard starts from. */
  loseFile(shardId: string): Promise<void>
}

const SHARD = { shardId: 'shard-001', slots: 3 }
const PARTS = ['shard-001/mariadb', 'shard-001/redis', 'shard-001/php']

/** The behaviour every driver owes. One shard serves most tests, as making one takes seconds. */
export function describeShardHost(driver: string, open: () => Promise<ShardHostUnderTest>) {
  describe(`${driver} shard host`, () => {
    test('a shard comes up whole, stays as it is when ensured again, and goes for good', async ({
      signal,
    }) => {
      await using opened = await open()
      const { host } = opened
      const absent = await host.inspect(SHARD.shardId, signal)
      expect(absent.every((part) => !part.healthy && part.problem !== undefined)).toBe(true)

      await host.ensure(SHARD, signal)
      const parts = await host.inspect(SHARD.shardId, signal)
      expect(parts.map((part) => part.name)).toEqual(PARTS)
      for (const part of parts) expect(part).toMatchObject({ healthy: true, restarts: 0 })
      for (const part of parts) expect(part.latencyMs).toBeLessThan(5_000)
      for (const part of parts) expect(part.memoryBytes).toBeGreaterThan(1_000_000)

      await host.ensure(SHARD, signal)
      for (const part of await host.inspect(SHARD.shardId, signal)) {
        expect(part).toMatchObject({ healthy: true, restarts: 0 })
      }

      await host.remove(SHARD.shardId, signal)
      expect((await host.inspect(SHARD.shardId, signal)).some((part) => part.healthy)).toBe(false)
      await host.remove(SHARD.shardId, signal)
    })

    test('a part that dies is reported, and comes back by itself', async ({ signal }) => {
      await using opened = await open()
      const { host } = opened
      await host.ensure(SHARD, signal)
      for (const name of PARTS) await opened.breakPart(SHARD.shardId, name.split('/')[1] ?? '')

      await vi.waitFor(
        async () => {
          for (const part of await host.inspect(SHARD.shardId, signal)) {
            expect(part).toMatchObject({ healthy: true, restarts: 1 })
          }
        },
        { timeout: 60_000, interval: 100 },
      )
    })

    test.each(['mariadb', 'redis', 'php'])(
      '%s that hangs is seen, and works once it is restarted',
      async (part) => {
        await using opened = await open()
        const { host } = opened
        const signal = AbortSignal.timeout(150_000)
        await host.ensure(SHARD, signal)
        await opened.stallPart(SHARD.shardId, part)
        // A moment passes until the signal has come.
        await vi.waitFor(
          async () => {
            const stalled = (await host.inspect(SHARD.shardId, signal)).filter((one) => !one.healthy)
            expect(stalled.map(({ name }) => name)).toEqual([`${SHARD.shardId}/${part}`])
          },
          { timeout: 60_000, interval: 100 },
        )

        await host.restart(SHARD.shardId, part, signal)
        await vi.waitFor(
          async () => {
            for (const one of await host.inspect(SHARD.shardId, signal)) {
              // It was asked for, so it is no incident.
              expect(one).toMatchObject({ healthy: true, restarts: 0 })
            }
          },
          { timeout: 60_000, interval: 100 },
        )
        await expect(host.restart(SHARD.shardId, 'kettle', signal)).rejects.toMatchObject({
          code: 'shard_not_found',
        })
      },
    )

    test('a lost file is made again and told; where nothing is lost, nothing is', async ({ signal }) => {
      await using opened = await open()
      const { host } = opened
      expect(await host.repair(SHARD, signal)).toEqual([])
      expect((await host.inspect(SHARD.shardId, signal)).some((part) => part.healthy)).toBe(false)
      await host.ensure(SHARD, signal)
      expect(await host.repair(SHARD, signal)).toEqual([])
      await opened.loseFile(SHARD.shardId)
      expect(await host.repair(SHARD, signal)).toEqual([expect.stringContaining('was gone')])
      expect(await host.repair(SHARD, signal)).toEqual([])
      for (const part of await host.inspect(SHARD.shardId, signal)) {
        expect(part).toMatchObject({ healthy: true, restarts: 0 })
      }
    })

    test('collecting the logs of a shard can be done again and again', async ({ signal }) => {
      await using opened = await open()
      await opened.host.ensure(SHARD, signal)
      for (const _ of [1, 2]) await opened.host.collectLogs(SHARD.shardId, signal)
    })

    test('an interrupted start is finished by the next one', async ({ signal }) => {
      await using opened = await open()
      const { host } = opened
      for (const afterMs of [50, 400, 1_500]) {
        await host.ensure(SHARD, AbortSignal.timeout(afterMs)).catch(() => undefined)
      }
      await host.ensure(SHARD, signal)
      for (const part of await host.inspect(SHARD.shardId, signal))
        expect(part).toMatchObject({ healthy: true })
    })
  })
}
