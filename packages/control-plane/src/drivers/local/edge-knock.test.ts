import { chown } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { layOutSite, siteRoute, startEdge, startPhp } from '../../../../../test/harness/edge.ts'
import { visit } from '../../../../../test/harness/http.ts'
import { fastCgi } from './fastcgi.ts'
import { systemUser } from './system-user.ts'

const HOST = 'bakery.localhost'
const PLACE = { shardId: 'shard-001', slot: 1 }

/** As PHP-FPM does when its last idle process is ending: whoever comes first is served once somebody else has come. */
async function startOverlooking(socket: string) {
  const answer = 'Content-Type: text/plain\r\n\r\nserved'
  const record = (type: number, content: Buffer) => {
    const header = Buffer.from([1, type, 0, 1, 0, content.length, 0, 0])
    return Buffer.concat([header, content])
  }
  const reply = Buffer.concat([
    record(6, Buffer.from(answer)),
    record(6, Buffer.alloc(0)),
    record(3, Buffer.alloc(8)),
  ])
  let overlooked: Socket | undefined
  let comers = 0
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connection.on('error', () => undefined)
    connection.resume()
    comers += 1
    if (overlooked === undefined) {
      overlooked = connection
      return
    }
    overlooked.end(reply)
    connection.end()
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const www = await systemUser('www-data')
  await chown(socket, www.uid, www.gid)
  return {
    comers: () => comers,
    async [Symbol.asyncDispose]() {
      overlooked?.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('a visitor whom PHP has overlooked is served within seconds, as the edge knocks again', async ({
  signal,
}) => {
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  {
    // It makes the folder of the sockets.
    await using _php = await startPhp(open.layout, PLACE)
  }
  await open.edge.publish(siteRoute(HOST), signal)
  await using php = await startOverlooking(open.layout.shard(PLACE.shardId).slot(PLACE.slot).socket)
  const page = await visit({ port: open.port, host: HOST, path: '/', timeoutMs: 10_000 })
  expect(page).toMatchObject({ status: 200, body: 'served' })
  expect(php.comers()).toBe(2)
})

test('so is the platform itself, where it asks PHP for something', async () => {
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  {
    await using _php = await startPhp(open.layout, PLACE)
  }
  const { socket } = open.layout.shard(PLACE.shardId).slot(PLACE.slot)
  await using php = await startOverlooking(socket)
  expect((await fastCgi({ socket, params: {}, timeoutMs: 10_000 })).body).toBe('served')
  expect(php.comers()).toBe(2)
})
