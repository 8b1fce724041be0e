import { chmod, chown, readFile, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type ListenOptions } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

export interface Listening extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:port`, or the socket's path. */
  readonly address: string
  /** Takes no new request, lets running ones finish for a few seconds, then cuts them. */
  close(): Promise<void>
}

export type Fetch = (request: Request) => Response | Promise<Response>

/** Streams are cut after this: their clients know how to go on. */
const CLOSE_GRACE_MS = 3_000
/** Longer than nginx keeps its connections to us (60 s), so that it never sends into a closing one. */
const KEEP_ALIVE_MS = 75_000

export interface SocketOptions {
  fetch: Fetch
  path: string
  /** `0o600` for the machine alone, `0o660` with a group for the edge. */
  mode: number
  /** Name of a group in /etc/group. */
  group?: string
}

/** The socket has its rights before the first connection can be made: nobody slips in between. */
export async function listenOnSocket({ fetch, path, mode, group }: SocketOptions): Promise<Listening> {
  if (await isAnswered(path)) throw new Error(`Another process is listening on ${path}.`)
  await rm(path, { force: true })
  const groupId = group === undefined ? undefined : await groupIdOf(group)
  const server = createServer(fetch)
  // A Unix socket is bound before `listen` returns, so no other file is made under this mask.
  const umask = process.umask(0o177)
  const listened = listen(server, { path })
  process.umask(umask)
  await listened
  if (groupId !== undefined) await chown(path, process.getuid?.() ?? 0, groupId)
  await chmod(path, mode)
  return listening(server, path)
}

export async function listenOnPort({ fetch, port = 0 }: { fetch: Fetch; port?: number }): Promise<Listening> {
  const server = createServer(fetch)
  await listen(server, { port, host: '127.0.0.1' })
  return listening(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

function createServer(fetch: Fetch): Server {
  const server = createAdaptorServer({ fetch }) as Server
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return server
}

function listen(server: Server, where: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

function listening(server: Server, address: string): Listening {
  const close = () =>
    new Promise<void>((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
      server.close(() => {
        clearTimeout(cut)
        resolve()
      })
      server.closeIdleConnections()
    })
  return { address, close, [Symbol.asyncDispose]: close }
}

/** A socket file that a killed process left behind answers nobody and may be replaced. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path }, () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
}

async function groupIdOf(group: string): Promise<number> {
  const line = (await readFile('/etc/group', 'utf8')).split('\n').find((one) => one.startsWith(`${group}:`))
  const id = Number(line?.split(':')[2])
  if (!Number.isInteger(id)) throw new Error(`There is no group "${group}" on this machine.`)
  return id
}
