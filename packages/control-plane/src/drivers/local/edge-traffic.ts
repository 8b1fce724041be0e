import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import type { ShardTraffic } from '../../platform/edge.ts'
import { askEdge } from './edge-admin.ts'
import type { Layout } from './layout.ts'

const Traffic = z.record(z.string(), z.object({ requests: z.number().int(), unanswered: z.number().int() }))

/** What nginx has counted: see edge/lua/aipress/traffic.lua. Fails with `platform_unavailable` where it does not answer. */
export async function edgeTraffic(
  layout: Layout,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ShardTraffic>> {
  const answer = await askEdge(layout, { method: 'GET', path: '/traffic' }, signal)
  if (answer.status !== 200) {
    throw new AipressError('platform_unavailable', `The edge answered ${answer.status} about its traffic.`)
  }
  return new Map(Object.entries(Traffic.parse(JSON.parse(answer.body))))
}
