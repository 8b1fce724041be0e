import type { IncomingMessage, ServerResponse } from 'node:http'
import { AipressError } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import { callAction, routeOf } from './call-action.ts'
import { type ChatDoor, createChatDoor } from './chat.ts'
import { answerConsent } from './consent.ts'
import { readBody, sendFile, sendJson, sendWeb } from './http.ts'
import type { World } from './world.ts'

export const DEV_PASSWORD = 'three loaves of rye'

/** How one may sign in. The real thing is tried in test/journeys/signing-in.test.ts. */
const TOLD: Record<string, object> = {
  '/auth/ways': {},
  '/auth/own': { hasPassword: true, passkeys: [] },
}

/** Everything that the edge serves under the console's address. */
export function createRoutes(world: World, dist: string) {
  const sessions = new Set<string>()
  let password = DEV_PASSWORD
  const person = world.people[0]
  if (person === undefined) throw new Error('Nobody lives in this world.')
  const call = (name: string, input: unknown, emit: (event: unknown) => void, signal: AbortSignal) =>
    callAction(world, name, input, { world, person, emit, signal })
  const chat = createChatDoor((name, input) =>
    call(name, input, () => undefined, new AbortController().signal),
  )

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const path = url.pathname
    if (path.startsWith('/auth/')) return auth(request, response, url)
    if (!/^\/(v1|chat|oauth)(\/|$)/.test(path)) return sendFile(request, response, dist, path)
    const session = /aipress=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
    if (session === undefined || !sessions.has(session)) {
      throw new AipressError('not_signed_in', 'You are not signed in.')
    }
    if (path.startsWith('/oauth')) return answerConsent(request, response, path)
    if (path.startsWith('/chat')) return chatRoutes(chat, request, response, url)
    return rest(request, response, url)
  }

  async function auth(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (url.pathname === '/auth/invitation') return sendJson(response, 200, invitationOf(url))
    const told = TOLD[url.pathname]
    if (told !== undefined) return sendJson(response, 200, told)
    const body = await readBody(request)
    if (url.pathname === '/auth/sign-out') {
      sessions.clear()
      return sendJson(response, 200, {})
    }
    if (url.pathname === '/auth/change-password') {
      if (body.currentPassword !== password)
        throw new AipressError('password_wrong', 'The current password is wrong.')
      password = String(body.newPassword)
      return sendJson(response, 200, { changed: true })
    }
    if (url.pathname !== '/auth/accept' && body.password !== password) {
      throw new AipressError('not_signed_in', 'E-mail address or password is wrong.', { hint: 'Check both.' })
    }
    const session = newId('request').replace('_', '')
    sessions.add(session)
    response.setHeader('set-cookie', `aipress=${session}; HttpOnly; SameSite=Lax; Path=/`)
    return sendJson(response, 200, { person, next: 'in' })
  }

  async function rest(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { action, parameters } = routeOf(request.method ?? 'GET', url.pathname)
    const body = request.method === 'GET' ? Object.fromEntries(url.searchParams) : await readBody(request)
    const input = { ...body, ...parameters }
    const leaving = new AbortController()
    response.on('close', () => leaving.abort())
    const isFile = action.file !== undefined && !request.headers.accept?.includes('json')
    if (isFile) return sendMade(response, (emit) => call(action.name, input, emit, leaving.signal))
    if (request.headers.accept !== 'text/event-stream') {
      return sendJson(response, 200, await call(action.name, input, () => undefined, leaving.signal))
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    const send = (event: string, data: unknown) =>
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    const emit = (event: unknown) => send('event', action.events?.parse(event))
    send('output', await call(action.name, input, emit, leaving.signal))
    response.end()
  }

  return answer
}

async function chatRoutes(
  chat: ChatDoor,
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, searchParams }: URL,
): Promise<void> {
  const id = /^\/chat\/conversations\/(\w+)$/.exec(pathname)?.[1]
  if (pathname === '/chat') return sendWeb(response, chat.say(await readBody(request)))
  if (pathname === '/chat/suggestions') return sendJson(response, 200, chat.suggestions())
  if (id === undefined) return sendJson(response, 200, chat.list(searchParams.get('search') ?? ''))
  if (request.method === 'PATCH') return sendJson(response, 200, chat.change(id, await readBody(request)))
  return sendJson(response, 200, request.method === 'DELETE' ? chat.remove(id) : chat.show(id))
}

function invitationOf(url: URL) {
  const token = url.searchParams.get('token')
  if (token !== 'first' && token !== 'member') {
    throw new AipressError('not_permitted', 'This link is no longer valid.', { hint: 'Ask for a new one.' })
  }
  const expiresAt = new Date(Date.now() + 864e5).toISOString()
  return token === 'first'
    ? { role: 'administrator', accountName: 'Platform', expiresAt }
    : { role: 'billing', accountName: 'Blue Agency', email: 'ben@example.com', expiresAt }
}

/** What the events of an action that makes a file add up to. */
async function sendMade(
  response: ServerResponse,
  work: (emit: (event: unknown) => void) => Promise<unknown>,
): Promise<void> {
  const pieces: string[] = []
  await work((event) => pieces.push((event as { text: string }).text))
  response.writeHead(200, { 'content-disposition': 'attachment; filename="audit.csv"' }).end(pieces.join(''))
}
