import { describe, expect, test } from 'vitest'
import type { Edge, Route } from './edge.ts'

/** What a visitor of a hostname sees, for drivers to tell in their own way. */
export interface EdgeUnderTest extends AsyncDisposable {
  readonly edge: Edge
  visit(hostname: string, path: string): Promise<{ status: number; location: string | undefined }>
}

const PLACE = { shardId: 'shard-001', slot: 1 }

/** The behaviour every driver owes. */
export function describeEdge(driver: string, open: () => Promise<EdgeUnderTest>) {
  const suspended = (hostname: string, epoch: number): Route => ({
    kind: 'suspended',
    hostname,
    siteId: 'site_000000000000001',
    epoch,
  })

  describe(`${driver} edge`, () => {
    test('a route is found as it was published, whatever its kind', async ({ signal }) => {
      await using opened = await open()
      const routes: Route[] = [
        { kind: 'site', hostname: 'a.localhost', siteId: 'site_a', place: PLACE, epoch: 1 },
        { kind: 'redirect', hostname: 'b.localhost', siteId: 'site_a', to: 'http://a.localhost', epoch: 2 },
        { kind: 'suspended', hostname: 'c.localhost', siteId: 'site_c', epoch: 3 },
        { kind: 'starting', hostname: 'd.localhost', siteId: 'site_d', epoch: 0 },
        { kind: 'site', hostname: 'e.localhost', siteId: 'site_e', place: PLACE, epoch: 4, onHold: true },
        {
          kind: 'site',
          hostname: 'f.localhost',
          siteId: 'site_f',
          place: PLACE,
          epoch: 5,
          php: { memoryMb: 512, uploadMb: 64, seconds: 90 },
        },
      ]
      for (const route of routes) await opened.edge.publish(route, signal)

      for (const route of routes) expect(await opened.edge.inspect(route.hostname, signal)).toEqual(route)
      expect(await opened.edge.hostnames(signal)).toEqual(routes.map((route) => route.hostname))
    })

    test('visitors see a published route and its end at once', async ({ signal }) => {
      await using opened = await open()
      expect((await opened.visit('bakery.localhost', '/')).status).toBe(404)
      await opened.edge.publish(suspended('bakery.localhost', 1), signal)
      expect((await opened.visit('bakery.localhost', '/')).status).toBe(503)
      await opened.edge.unpublish('bakery.localhost', signal)
      expect((await opened.visit('bakery.localhost', '/')).status).toBe(404)
    })

    test('a redirect keeps path and query', async ({ signal }) => {
      await using opened = await open()
      await opened.edge.publish(
        {
          kind: 'redirect',
          hostname: 'old.localhost',
          siteId: 'site_a',
          to: 'http://new.localhost',
          epoch: 1,
        },
        signal,
      )
      expect(await opened.visit('old.localhost', '/shop/?item=1&x=%20')).toEqual({
        status: 301,
        location: 'http://new.localhost/shop/?item=1&x=%20',
      })
    })

    test('an older epoch changes nothing, an equal and a newer one do', async ({ signal }) => {
      await using opened = await open()
      const starting: Route = { ...suspended('bakery.localhost', 5), kind: 'starting' }
      await opened.edge.publish(suspended('bakery.localhost', 5), signal)
      await opened.edge.publish({ ...starting, epoch: 4 }, signal)
      expect(await opened.edge.inspect('bakery.localhost', signal)).toEqual(suspended('bakery.localhost', 5))

      await opened.edge.publish(starting, signal)
      expect(await opened.edge.inspect('bakery.localhost', signal)).toEqual(starting)
      await opened.edge.publish(suspended('bakery.localhost', 6), signal)
      expect(await opened.edge.inspect('bakery.localhost', signal)).toEqual(suspended('bakery.localhost', 6))
    })

    test('of calls at the same time the newest epoch wins', async ({ signal }) => {
      await using opened = await open()
      const epochs = [3, 9, 1, 7, 9, 2, 8]
      await Promise.all(
        epochs.map((epoch) => opened.edge.publish(suspended('bakery.localhost', epoch), signal)),
      )
      expect(await opened.edge.inspect('bakery.localhost', signal)).toMatchObject({ epoch: 9 })
    })

    test('who asks a site on hold is answered by the route that comes after', async ({ signal }) => {
      await using opened = await open()
      const [hostname, siteId] = ['bakery.localhost', 'site_000000000000001']
      await opened.edge.publish(
        { kind: 'site', hostname, siteId, place: PLACE, epoch: 1, onHold: true },
        signal,
      )
      const answers = [opened.visit(hostname, '/a/'), opened.visit(hostname, '/b/')]
      expect((await opened.visit('nobody.localhost', '/')).status).toBe(404)
      const to = 'http://new.localhost'
      await opened.edge.publish({ kind: 'redirect', hostname, siteId, to, epoch: 2 }, signal)
      expect(await Promise.all(answers)).toEqual([
        { status: 301, location: `${to}/a/` },
        { status: 301, location: `${to}/b/` },
      ])
    })

    test('taking away what is absent succeeds', async ({ signal }) => {
      await using opened = await open()
      await opened.edge.unpublish('nobody.localhost', signal)
      expect(await opened.edge.inspect('nobody.localhost', signal)).toBeUndefined()
    })

    test('what cannot be a hostname is refused', async ({ signal }) => {
      await using opened = await open()
      for (const hostname of [
        '../x',
        'a/b',
        'A.localhost',
        '.hidden',
        'a..b',
        'a.localhost.',
        '',
        'x'.repeat(254),
      ]) {
        await expect(opened.edge.publish(suspended(hostname, 1), signal)).rejects.toThrow(
          'cannot have a route',
        )
        await expect(opened.edge.unpublish(hostname, signal)).rejects.toThrow('cannot have a route')
      }
      expect(await opened.edge.hostnames(signal)).toEqual([])
    })

    test('a running edge is healthy', async ({ signal }) => {
      await using opened = await open()
      expect(await opened.edge.health(signal)).toMatchObject({ name: 'edge', healthy: true })
    })
  })
}
