import * as contract from '@aipress/contract'
import { ACTIONS, type AnyAction, exampleInput } from '@aipress/contract'
import { expect, test } from 'vitest'
import { parseInput } from '../actions/index.ts'
import { GROUP_LISTS } from './group-lists.ts'
import { ROUTES, type Route } from './routing.ts'

/** Those that nobody answers yet as well. */
const DEFINED = Object.values(contract).filter(
  (value): value is AnyAction => typeof value === 'object' && 'cliExample' in value && 'effect' in value,
)

test('every action has its way, and no way is for an action that is not', () => {
  expect(Object.keys(ROUTES)).toEqual(expect.arrayContaining(ACTIONS.map(({ name }) => name)))
  expect(Object.keys(ROUTES).sort()).toEqual([...new Set(DEFINED.map(({ name }) => name))].sort())
})

const actionsOf = (route: Route) => DEFINED.filter(({ name }) => ROUTES[name] === route)

test.each(['site', 'shard', 'operation'] as const)('what goes by %s has that input', (route) => {
  expect(actionsOf(route).length).toBeGreaterThan(0)
  for (const { input } of actionsOf(route)) expect(input.shape).toHaveProperty(route)
})

test('for each list of every group it is said how they become one', () => {
  expect(
    actionsOf('every-group')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(GROUP_LISTS).sort())
  for (const { output } of actionsOf('every-group')) expect(output.shape).toHaveProperty('missing')
})

test.each(
  DEFINED.filter(({ name }) => ROUTES[name] !== 'front').map((action) => [action.name, action] as const),
)('the parsed input of %s can be sent and parsed again', (_name, action) => {
  const parsed = parseInput(action, exampleInput(action))
  expect(parseInput(action, JSON.parse(JSON.stringify(parsed)))).toEqual(parsed)
})
