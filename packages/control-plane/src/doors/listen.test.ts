import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { execa } from 'execa'
import { beforeEach, expect, test } from 'vitest'
import { type Fetch, type Listening, listenOnPort, listenOnSocket } from './listen.ts'

let path: string
let open: Listening[]

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-listen-'))
  path = join(folder, 'test.sock')
  open = []
  return async () => {
    for (const one of open) await one.close()
    await rm(folder, { recursive: true })
  }
})

const hello: Fetch = () => new Response('hello')
const keep = async (listening: Promise<Listening>) => {
  open.push(await listening)
  return listening
}
const ask = () => fetchOverSocket(path)('http://machine/')

test('a socket has exactly the rights asked for', async () => {
  await keep(listenOnSocket({ fetch: hello, path, mode: 0o600 }))
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await (await ask()).text()).toBe('hello')
})

test.runIf(process.getuid?.() === 0)('a group may be let in', async () => {
  await keep(listenOnSocket({ fetch: hello, path, mode: 0o660, group: 'www-data' }))
  const { stdout } = await execa('stat', ['-c', '%a %U %G', path])
  expect(stdout).toBe('660 root www-data')
})

test('a socket file that a killed process left behind is replaced', async () => {
  await writeFile(path, '')
  await keep(listenOnSocket({ fetch: hello, path, mode: 0o600 }))
  expect((await ask()).status).toBe(200)
})

test('a socket on which another process listens is left alone', async () => {
  await keep(listenOnSocket({ fetch: hello, path, mode: 0o600 }))
  await expect(listenOnSocket({ fetch: hello, path, mode: 0o600 })).rejects.toThrow('Another process')
  expect((await ask()).status).toBe(200)
})

test('closing lets a running request finish and takes no new one', async () => {
  const gate = Promise.withResolvers<Response>()
  const begun = Promise.withResolvers<void>()
  const slow: Fetch = () => {
    begun.resolve()
    return gate.promise
  }
  const listening = await listenOnPort({ fetch: slow })
  const running = fetch(listening.address)
  await begun.promise
  const closed = listening.close()
  gate.resolve(new Response('done'))
  expect(await (await running).text()).toBe('done')
  await closed
  await expect(fetch(listening.address)).rejects.toThrow()
})
