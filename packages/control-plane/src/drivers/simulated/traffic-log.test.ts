import { describeTrafficLog } from '../../platform/traffic-log.suite.ts'
import { makeSite, openTestWorld } from './testing/test-world.ts'

describeTrafficLog('simulated', async () => {
  const opened = openTestWorld()
  const signal = AbortSignal.timeout(10_000)
  const siteIds = ['site_a', 'site_b'] as const
  for (const [index, siteId] of siteIds.entries()) {
    const place = { shardId: 'shard-001', slot: index + 1 }
    await makeSite(opened, place, signal, siteId)
    const hostname = `${siteId}.localhost`.replace('_', '-')
    await opened.edge.publish({ kind: 'site', hostname, siteId, place, epoch: 1 }, signal)
  }
  return {
    log: opened.trafficLog,
    siteIds,
    visit: (siteId, path, userAgent) =>
      opened.visitors.visit(`${siteId}.localhost`.replace('_', '-'), {
        path,
        visitor: { address: '192.0.2.7', userAgent },
        signal: AbortSignal.timeout(10_000),
      }),
    [Symbol.asyncDispose]: async () => opened[Symbol.dispose](),
  }
})
