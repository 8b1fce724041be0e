import type { Context } from 'hono'
import { Hono } from 'hono'
import type { SignIn } from '../accounts/index.ts'
import { readJson } from './failure.ts'
import type { HttpEnv } from './http-env.ts'

/** Signing in and out, and one-time links: what a person does before they are anyone. */
export function authRoutes(signIn: SignIn): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  routes.post('/sign-in/email', async (context) => {
    const headers = await signIn.signIn(await readJson(context), context.req.raw)
    return ok(headers, { signedIn: true })
  })
  routes.post('/sign-out', async (context) => ok(await signIn.signOut(context.req.raw), { signedIn: false }))
  routes.post('/change-password', async (context) => {
    const headers = await signIn.changePassword(await readJson(context), context.req.raw)
    return ok(headers, { changed: true })
  })
  routes.get('/invitation', async (context) => {
    return ok(new Headers(), await signIn.invitation(tokenOf(context)))
  })
  routes.post('/accept', async (context) => {
    const { person, headers } = await signIn.accept(await readJson(context), context.req.raw)
    return ok(headers, { person })
  })
  return routes
}

function tokenOf(context: Context<HttpEnv>): string {
  return (context.req.query('token') ?? '').slice(0, 200)
}

function ok(headers: Headers, body: unknown): Response {
  headers.set('cache-control', 'no-store')
  return Response.json(body, { headers })
}
