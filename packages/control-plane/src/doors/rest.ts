import { AipressError, type AnyAction, parseRoute } from '@aipress/contract'
import { type Context, Hono } from 'hono'
import { type Actions, type CallOptions, readDryRun } from '../actions/index.ts'
import { streamCall } from './event-stream.ts'
import { readJson } from './failure.ts'
import { answerFile } from './file-answer.ts'
import type { HttpEnv } from './http-env.ts'

/** REST: a route per action, derived from the contract. It translates and decides nothing. */
export function restRoutes(actions: Actions): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  for (const action of actions.all()) {
    const { method, path } = parseRoute(action.http)
    routes.on(method, path.replace(/\{(\w+)\}/g, ':$1'), (context) => answer(actions, action, context))
  }
  return routes
}

async function answer(actions: Actions, action: AnyAction, context: Context<HttpEnv>): Promise<Response> {
  const input = await inputOf(action, context)
  const caller = context.get('caller')
  const common: CallOptions = {
    idempotencyKey: context.req.header('idempotency-key'),
    requestId: context.get('requestId'),
    dryRun: readDryRun(context.req.header('aipress-dry-run')),
  }
  const call = (options: CallOptions) => actions.call(action.name, input, caller, { ...common, ...options })
  if (!common.dryRun && action.events !== undefined && accepts(context, 'text/event-stream'))
    return streamCall(context.req.raw.signal, call)
  if (!common.dryRun && action.file !== undefined && !accepts(context, 'application/json')) {
    return answerFile(context.req.raw.signal, action, formatOf(action, input), call)
  }
  const output = await call({ signal: context.req.raw.signal })
  return Response.json(output, {
    status: common.dryRun ? 200 : statusOf(action, output),
    headers: { 'cache-control': 'no-store' },
  })
}

function accepts(context: Context<HttpEnv>, type: string): boolean {
  return context.req.header('accept')?.includes(type) ?? false
}

/** As asked for; the default where nothing was. What is wrong with the input the call itself says. */
function formatOf(action: AnyAction, input: Record<string, unknown>): string {
  const parsed = action.input.safeParse(input)
  return String(parsed.success ? parsed.data.format : '')
}

/** Inputs named in the path come from there; the others from the query of a GET, else from the body. */
async function inputOf(action: AnyAction, context: Context<HttpEnv>): Promise<Record<string, unknown>> {
  const { method } = parseRoute(action.http)
  const given = method === 'GET' ? queryOf(context) : await readJson(context)
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new AipressError('invalid_input', 'The body must be a JSON object.')
  }
  return { ...given, ...context.req.param() }
}

function queryOf(context: Context<HttpEnv>): Record<string, string | string[]> {
  const entries = Object.entries(context.req.queries())
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

function statusOf(action: AnyAction, output: unknown): number {
  if (action.effect === 'reads') return 200
  if (typeof output === 'object' && output !== null && 'operation' in output) return 202
  return action.effect === 'creates' ? 201 : 200
}
