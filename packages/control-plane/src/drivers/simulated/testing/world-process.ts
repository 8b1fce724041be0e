import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { openSimulatedCloud } from '../cloud.ts'
import { createSimulatedWorld } from '../world.ts'

/**
 * A process of its own, as a control group is one: makes a shard and sites on it and opens their addresses. Prints
 * each address. With `--stay` it goes on for as long as it is read from.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    seed: { type: 'string', default: '' },
    shard: { type: 'string', default: '' },
    sites: { type: 'string', default: '1' },
    stay: { type: 'boolean', default: false },
  },
})
const secrets = { databasePassword: 'a', cachePassword: 'b', loginKey: 'c', salt: 'd' }
const { signal } = new AbortController()

using world = createSimulatedWorld({ folder: values.folder, seed: Number(values.seed), timeScale: 0 })
const { shardHost, siteHost, edge } = openSimulatedCloud(world)
await shardHost.ensure({ shardId: values.shard, slots: 50 }, signal)
for (let slot = 1; slot <= Number(values.sites); slot += 1) {
  const place = { shardId: values.shard, slot }
  const siteId = `site_${values.shard}_${slot}`
  const hostname = `${values.shard}-${slot}.localhost`
  await siteHost.prepare(place, secrets, signal)
  const url = `http://${hostname}`
  await siteHost.claim(place, { siteId, title: 'Bakery', adminEmail: 'anna@example.com', url }, signal)
  await edge.publish({ kind: 'site', hostname, siteId, place, epoch: 1 }, signal)
  process.stdout.write(`${hostname}\n`)
}
if (values.stay) {
  process.stdin.resume()
  await once(process.stdin, 'close')
}
