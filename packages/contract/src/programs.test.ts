import { expect, test } from 'vitest'
import { PROGRAM_SCOPES, permissionsOfScope } from './programs.ts'
import { PERMISSIONS, ROLE_PERMISSIONS } from './roles.ts'

test('each scope holds the one before', () => {
  const [read, operate, full] = PROGRAM_SCOPES.map(permissionsOfScope)
  expect(operate).toEqual(expect.arrayContaining([...(read ?? [])]))
  expect(full).toEqual(expect.arrayContaining([...(operate ?? [])]))
})

test('a program that only looks changes nothing and sees nothing that lets one in', () => {
  const read = permissionsOfScope('read')
  expect(read.filter((permission) => !permission.endsWith(':read'))).toEqual([])
  const ofAccounts = read.filter((permission) => ROLE_PERMISSIONS.owner.includes(permission))
  expect(ofAccounts.filter((permission) => !ROLE_PERMISSIONS.viewer.includes(permission))).toEqual([])
})

test('a program that operates deletes no site, chooses no tier and changes neither people nor the platform', () => {
  const held = permissionsOfScope('operate')
  const changing = held.filter((permission) => !permission.endsWith(':read'))
  expect(changing).toEqual(['sites:create', 'sites:change', 'sites:operate'])
})

test('no program changes how its person signs in or acts as somebody else, and one may do all the rest', () => {
  const left = PERMISSIONS.filter((permission) => !permissionsOfScope('full').includes(permission))
  expect(left).toEqual(['self:change', 'people:impersonate'])
})
