import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Accounts } from '../accounts/index.ts'
import { readJson } from './failure.ts'
import type { HttpEnv } from './http-env.ts'

type Answered = object | undefined
type Routes = Hono<HttpEnv>

/** Signing in and out, one-time links, and one's own ways to sign in: what only a browser does. */
export function authRoutes(accounts: Accounts): Routes {
  const routes = new Hono<HttpEnv>()
  signInRoutes(routes, accounts)
  linkRoutes(routes, accounts)
  ownRoutes(routes, accounts)
  passkeyRoutes(routes, accounts)
  providerRoutes(routes, accounts)
  return routes
}

function signInRoutes(routes: Routes, { signIn, secondFactor }: Accounts): void {
  routes.post('/sign-in/email', async (context) => {
    const { headers, next } = await signIn.signIn(await readJson(context), context.req.raw)
    return ok({ signedIn: next === 'in', next }, headers)
  })
  routes.post('/sign-in/code', async (context) => {
    const headers = await secondFactor.signInWithCode(await readJson(context), context.req.raw)
    return ok({ signedIn: true }, headers)
  })
  routes.post('/sign-out', async (context) => ok({ signedIn: false }, await signIn.signOut(context.req.raw)))
  answer(routes, '/change-password', async (body, request) => {
    await signIn.changePassword(body, request)
    return { changed: true }
  })
}

function linkRoutes(routes: Routes, { signIn, forgottenPasswords }: Accounts): void {
  routes.get('/invitation', async (context) => ok(await signIn.invitation(tokenOf(context))))
  routes.post('/accept', async (context) => {
    const { person, headers } = await signIn.accept(await readJson(context), context.req.raw)
    return ok({ person }, headers)
  })
  answer(routes, '/forgot-password', async (body, request) => {
    await forgottenPasswords.forgotten(body, request)
    return { sent: true }
  })
  routes.get('/reset-password', async (context) => ok(await forgottenPasswords.reset(tokenOf(context))))
  answer(routes, '/reset-password', forgottenPasswords.setNew)
}

function ownRoutes(routes: Routes, { ownWays, secondFactor }: Accounts): void {
  routes.get('/own', async (context) => ok(await ownWays(context.req.raw)))
  answer(routes, '/second-factor/begin', secondFactor.begin)
  answer(routes, '/second-factor/confirm', secondFactor.confirm)
  answer(routes, '/second-factor/recovery-codes', secondFactor.renewRecoveryCodes)
  answer(routes, '/second-factor/remove', async (body, request) => {
    await secondFactor.remove(body, request)
    return { removed: true }
  })
}

function passkeyRoutes(routes: Routes, { passkeys }: Accounts): void {
  routes.post('/passkeys/begin', async (context) => {
    const { options, headers } = await passkeys.beginRegistration(await readJson(context), context.req.raw)
    return ok({ options }, headers)
  })
  answer(routes, '/passkeys', async (body, request) => {
    await passkeys.register(body, request)
    return { added: true }
  })
  answer(routes, '/passkeys/remove', async (body, request) => {
    await passkeys.remove(body, request)
    return { removed: true }
  })
  routes.post('/sign-in/passkey/begin', async (context) => {
    const { options, headers } = await passkeys.beginSignIn(context.req.raw)
    return ok({ options }, headers)
  })
  routes.post('/sign-in/passkey', async (context) => {
    const headers = await passkeys.signIn(await readJson(context), context.req.raw)
    return ok({ signedIn: true }, headers)
  })
}

function providerRoutes(routes: Routes, { provider }: Accounts): void {
  // What the sign-in page offers besides a password.
  routes.get('/ways', () => ok(provider.name === undefined ? {} : { provider: provider.name }))
  routes.post('/provider/begin', async (context) => {
    const { next } = (await readJson(context)) as { next?: unknown }
    const { url, headers } = await provider.begin(typeof next === 'string' ? next : '/', context.req.raw)
    return ok({ url }, headers)
  })
  routes.get('/provider/callback', async (context) => {
    const { path, headers } = await provider.finish(context.req.raw)
    headers.set('location', path)
    headers.set('cache-control', 'no-store')
    headers.set('referrer-policy', 'no-referrer')
    return new Response(null, { status: 303, headers })
  })
}

/** A route that sets no cookie. */
function answer(
  routes: Routes,
  path: string,
  work: (body: unknown, request: Request) => Promise<Answered>,
): void {
  routes.post(path, async (context) => ok(await work(await readJson(context), context.req.raw)))
}

function tokenOf(context: Context<HttpEnv>): string {
  return (context.req.query('token') ?? '').slice(0, 200)
}

function ok(body: Answered, headers = new Headers()): Response {
  headers.set('cache-control', 'no-store')
  return Response.json(body, { headers })
}
