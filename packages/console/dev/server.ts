import { createServer } from 'node:http'
import { join } from 'node:path'
import { type FleetSize, growFleet } from './fleet.ts'
import { fail } from './http.ts'
import { createRoutes, DEV_PASSWORD } from './routes.ts'
import { seededWorld } from './seed.ts'
import type { World } from './world.ts'

export interface DevServer extends AsyncDisposable {
  url: string
  world: World
}

/**
 * The built console over an imitation of the platform that answers with the contract's own shapes:
 * every input and output passes its schema. For tests and pictures; no part of the product.
 */
export async function startDevServer({
  port = 0,
  dist,
  fleet,
}: {
  port?: number
  dist: string
  /** So many shards and sites instead of a handful. */
  fleet?: FleetSize | undefined
}): Promise<DevServer> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const world = seededWorld(`localhost:${address.port}`)
  if (fleet !== undefined) growFleet(world, fleet)
  const route = createRoutes(world, dist)
  server.on('request', (request, response) => {
    route(request, response).catch((error: unknown) => fail(response, error))
  })
  return {
    url: `http://localhost:${address.port}`,
    world,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

// `SHARDS=1000 SITES=40000 node packages/console/dev/server.ts` shows how a large platform looks.
if (process.argv[1] === import.meta.filename) {
  const { SHARDS, SITES = '3000' } = process.env
  const server = await startDevServer({
    port: Number(process.env.PORT ?? 5180),
    dist: join(import.meta.dirname, '..', 'dist'),
    fleet: SHARDS === undefined ? undefined : { shards: Number(SHARDS), sites: Number(SITES) },
  })
  console.log(`${server.url} (anna@example.com, ${DEV_PASSWORD})`)
}
