import { type AnyAction, parseRoute } from '@aipress/contract/action.ts'
import { AipressError } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import { ACTIONS } from '@aipress/contract/index.ts'
import { ROLE_PERMISSIONS } from '@aipress/contract/roles.ts'
import { z } from 'zod'
import { ANSWERS } from './answers.ts'
import type { World } from './world.ts'

export async function callAction(
  world: World,
  name: string,
  input: unknown,
  asked: Parameters<(typeof ANSWERS)[string]>[1],
) {
  const action = ACTIONS.find((each) => each.name === name)
  const answer = ANSWERS[name]
  if (action === undefined || answer === undefined)
    throw new AipressError('action_not_found', `There is no ${name}.`)
  const role =
    world.people.find(({ personId }) => personId === world.acting?.personId)?.role ?? asked.person.role
  if (!ROLE_PERMISSIONS[role].includes(action.permission))
    throw new AipressError('not_permitted', 'Your role does not allow this.')
  if (name !== 'me.show') await world.hold
  // Who came in by too little is not even told who they are.
  if (world.refusal !== undefined && (name !== 'me.show' || world.refusal === 'second_factor_needed'))
    throw new AipressError(world.refusal, 'It was refused on purpose.')
  const failures = world.failures.get(name) ?? 0
  if (failures > 0) {
    world.failures.set(name, failures - 1)
    throw new AipressError('internal_error', 'It failed on purpose.')
  }
  const parsed = action.input.safeParse(input)
  if (!parsed.success) throw new AipressError('invalid_input', z.prettifyError(parsed.error))
  const beganMs = performance.now()
  const output = action.output.parse({
    ...structuredClone((await answer(parsed.data, asked)) as object),
    ...missingFrom(world, action),
  })
  if (action.effect !== 'reads') {
    world.audit.unshift({
      auditId: newId('audit'),
      seq: world.audit.length + 1,
      hash: '5e'.repeat(32),
      at: new Date().toISOString(),
      who: asked.person.email,
      door: 'console',
      action: name,
      input: JSON.stringify(parsed.data),
      result: 'ok',
      durationMs: performance.now() - beganMs,
    })
  }
  return output
}

/** What every list of several groups says of those that are away. */
function missingFrom({ missing }: World, { output }: AnyAction) {
  const tells = output instanceof z.ZodObject && 'missing' in output.shape
  return tells && missing.length > 0 ? { missing } : {}
}

export function routeOf(
  method: string,
  path: string,
): { action: AnyAction; parameters: Record<string, string> } {
  for (const action of ACTIONS) {
    const route = parseRoute(action.http)
    const pattern = new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    const match = route.method === method ? pattern.exec(path) : null
    if (match === null) continue
    const named = Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)])
    return { action, parameters: Object.fromEntries(named) }
  }
  throw new AipressError('action_not_found', `There is no ${method} ${path}.`)
}
