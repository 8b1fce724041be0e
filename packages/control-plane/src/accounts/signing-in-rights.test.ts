import { AipressError, type Session } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type Actions, actionsMigrations, createActions } from '../actions/index.ts'
import { auditMigrations } from '../audit/index.ts'
import type { Caller } from '../kernel/caller.ts'
import { type DatabasePool, openDatabase } from '../kernel/database.ts'
import { createLog } from '../kernel/log.ts'
import { migrate } from '../kernel/migrate.ts'
import { createSeal } from '../kernel/seal.ts'
import { type Accounts, accountsMigrations, createAccounts } from './index.ts'

const PASSWORD = 'correct horse battery'

let postgres: TestPostgres
let pool: DatabasePool
let accounts: Accounts
let actions: Actions

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())

beforeEach(async () => {
  pool = openDatabase(await postgres.createDatabase())
  await migrate(pool.database, { ...accountsMigrations, ...auditMigrations, ...actionsMigrations })
  const deps = {
    database: pool.database,
    secret: 'for tests only: 0123456789abcdefghijklmnopqrstuvwxyz',
    consoleUrl: 'http://aipress.localhost:8080',
    clock: Date.now,
    log: createLog('silent'),
    countSites: async () => new Map<string, number>(),
    oidc: undefined,
    seal: createSeal(Buffer.alloc(32, 3)),
    mail: async () => undefined,
  }
  accounts = createAccounts(deps)
  actions = createActions({ ...deps, handlers: accounts.handlers })
  return () => pool[Symbol.asyncDispose]()
})

const request = (headers: Record<string, string> = {}) =>
  new Request('http://aipress.localhost/', { headers })
const asMachine = (name: string, input: object) => actions.call(name, input, accounts.machineCaller('cli'))
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof AipressError ? error.code : expect.fail(`not ours: ${error}`)),
  )

async function join(email: string, role = 'owner') {
  const { url } = (await asMachine('people.invite', { email, role })) as { url: string }
  const token = new URL(url).searchParams.get('token')
  const { headers } = await accounts.signIn.accept({ token, password: PASSWORD }, request())
  const own = () => request({ cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' })
  const caller = () => accounts.authenticate(own())
  return {
    request: own,
    caller,
    call: async (name: string, input = {}) => actions.call(name, input, await caller()),
  }
}

async function tokenOf(caller: Caller, input: object = {}): Promise<Caller> {
  const made = await actions.call('tokens.create', { name: 'script', ...input }, caller)
  const { secret } = made as { secret: string }
  return accounts.authenticate(request({ authorization: `Bearer ${secret}` }))
}

describe('an administrator who acts as a customer', () => {
  const changesOf = (dora: Awaited<ReturnType<typeof join>>): Record<string, () => Promise<unknown>> => {
    const given = { password: PASSWORD }
    const change = { currentPassword: PASSWORD, newPassword: 'two cups of strong tea' }
    return {
      own: () => accounts.ownWays(dora.request()),
      password: () => accounts.signIn.changePassword(change, dora.request()),
      begin: () => accounts.secondFactor.begin(given, dora.request()),
      codes: () => accounts.secondFactor.renewRecoveryCodes(given, dora.request()),
      remove: () => accounts.secondFactor.remove(given, dora.request()),
      passkey: () => accounts.passkeys.beginRegistration(given, dora.request()),
      session: () => dora.call('sessions.revoke', { session: 'any' }),
      sessions: () => dora.call('sessions.revoke-others'),
    }
  }

  test('changes nobody’s ways to sign in, neither theirs nor the customer’s', async () => {
    const [anna, dora] = [await join('anna@example.com'), await join('dora@example.com', 'administrator')]
    await dora.call('people.impersonate', { person: 'anna@example.com' })
    for (const [name, change] of Object.entries(changesOf(dora))) {
      expect(await code(change()), name).toBe('not_permitted')
    }
    expect(await code(anna.caller())).toBe('ok')

    await dora.call('people.stop-impersonating')
    expect(await code(accounts.ownWays(dora.request()))).toBe('ok')
    expect(await code(dora.call('sessions.revoke-others'))).toBe('ok')
  })

  test('is not told where the customer is signed in', async () => {
    await join('anna@example.com')
    const dora = await join('dora@example.com', 'administrator')
    const { items: own } = (await dora.call('sessions.list')) as { items: Session[] }
    expect(own).toMatchObject([{ current: true }])
    await dora.call('people.impersonate', { person: 'anna@example.com' })
    expect(await code(dora.call('sessions.list'))).toBe('not_permitted')
  })

  test('acts no longer once their session was ended elsewhere', async () => {
    await join('anna@example.com')
    const dora = await join('dora@example.com', 'administrator')
    const { items } = (await dora.call('sessions.list')) as { items: Session[] }
    const token = await tokenOf(await dora.caller())
    await dora.call('people.impersonate', { person: 'anna@example.com' })
    await actions.call('sessions.revoke', { session: items[0]?.sessionId }, token)
    expect(await code(dora.caller())).toBe('not_signed_in')
  })
})

describe('helping somebody to sign in', () => {
  const helps = (by: Caller, person: string) =>
    Promise.all([
      code(actions.call('people.reset-password', { person }, by)),
      code(actions.call('people.remove-second-factor', { person }, by)),
    ])

  test('is for administrators: no other role may, for nobody', async () => {
    await join('anna@example.com')
    for (const role of ['operator', 'owner']) {
      const other = await join(`${role}@example.com`, role)
      expect(await helps(await other.caller(), 'anna@example.com')).toEqual([
        'not_permitted',
        'not_permitted',
      ])
    }
    const dora = await join('dora@example.com', 'administrator')
    expect(await helps(await dora.caller(), 'anna@example.com')).toEqual(['ok', 'second_factor_conflict'])
  })

  test('takes, through a token, all that the person may: a token of less would else become more', async () => {
    await join('anna@example.com')
    const dora = await join('dora@example.com', 'administrator')
    const narrow = await tokenOf(await dora.caller(), { scope: ['accounts:change', 'members:change'] })
    for (const person of ['anna@example.com', 'dora@example.com'])
      expect(await helps(narrow, person)).toEqual(['not_permitted', 'not_permitted'])
    expect(await helps(await tokenOf(await dora.caller()), 'dora@example.com')).toEqual([
      'ok',
      'second_factor_conflict',
    ])
  })
})
