import type { SignInRules } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import type { Caller } from '../kernel/caller.ts'
import { insertPasskey } from './passkey-store.ts'
import { accountsYard, code, type Joined, PASSWORD, requestOf } from './testing/accounts-yard.ts'
import { totpCode } from './totp.ts'

const yard = accountsYard()
const { asMachine, join, tokenOf } = yard
const STEP_MS = 30_000

const require = (by: Pick<Joined, 'call'>, secondFactor: SignInRules['secondFactor'] = 'required') =>
  by.call('sign-in-rules.change', { secondFactor })
const machine = { call: (name: string, input: object = {}) => asMachine(name, input) }

/** With an app for codes. */
async function withApp(email: string, role = 'administrator', account?: string) {
  const joined = await join(email, role, account)
  return { ...joined, secret: await setUpApp(joined) }
}

async function setUpApp({ request }: Pick<Joined, 'request'>): Promise<string> {
  const { secret } = await yard.accounts.secondFactor.begin({ password: PASSWORD }, request())
  await yard.accounts.secondFactor.confirm({ code: codeNow(secret) }, request())
  return secret
}

const codeNow = (secret: string) => totpCode(secret, Math.floor(yard.nowMs / STEP_MS))

/** As if it had been made in a browser. */
const addPasskey = ({ person }: Joined) =>
  insertPasskey(yard.database, {
    id: `key-of-${person.email}`,
    publicKey: new Uint8Array(1),
    counter: 0,
    personId: person.personId,
    name: 'Laptop',
    nowMs: yard.nowMs,
  })

/** As a program that is connected with all of a token's rights. */
const programOf = (token: Caller): Caller => ({ ...token, principal: 'program:prog_x' })

async function signedIn(email: string): Promise<Pick<Joined, 'request' | 'caller' | 'call'>> {
  const { headers } = await yard.accounts.signIn.signIn({ email, password: PASSWORD }, requestOf())
  const request = () => requestOf({ cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' })
  const caller = () => yard.accounts.authenticate(request())
  return { request, caller, call: async (name, input = {}) => yard.actions.call(name, input, await caller()) }
}

describe('a required second factor', () => {
  test('is not required at first, and then asked of everybody with a role on the platform, of nobody else', async () => {
    const ada = await withApp('ada@example.com')
    const [ben, olga] = [
      await join('ben@example.com', 'administrator'),
      await join('olga@example.com', 'operator'),
    ]
    const anna = await join('anna@example.com')
    expect(await ben.call('sign-in-rules.show')).toEqual({ secondFactor: 'optional', people: 3, without: 2 })
    expect(await require(ada)).toMatchObject({
      secondFactor: 'required',
      people: 3,
      without: 2,
      changedBy: 'ada@example.com',
    })
    for (const somebody of [ben, olga]) {
      expect(await code(somebody.call('me.show'))).toBe('second_factor_needed')
      expect(await code(somebody.call('tokens.create', { name: 'way round' }))).toBe('second_factor_needed')
    }
    for (const somebody of [ada, anna]) expect(await code(somebody.call('me.show'))).toBe('ok')
    await require(ada, 'optional')
    expect(await code(ben.call('me.show'))).toBe('ok')
  })

  test('lets who has none set one up and nothing else, in the session that they have', async () => {
    const ada = await withApp('ada@example.com')
    await join('ben@example.com', 'administrator')
    await require(ada)
    const ben = await signedIn('ben@example.com')
    expect(await code(ben.caller())).toBe('second_factor_needed')
    expect(await yard.accounts.ownWays(ben.request())).toMatchObject({ hasPassword: true, passkeys: [] })
    await setUpApp(ben)
    expect(await code(ben.call('sites.list'))).not.toBe('second_factor_needed')
    expect(await code(ben.caller())).toBe('ok')
  })

  test('is not got around by setting up another one: who has a passkey must use it', async () => {
    const ada = await withApp('ada@example.com')
    const ben = await join('ben@example.com', 'administrator')
    await addPasskey(ben)
    await require(ada)
    const thief = await signedIn('ben@example.com')
    const given = { password: PASSWORD }
    const tries = [
      thief.caller(),
      yard.accounts.secondFactor.begin(given, thief.request()),
      yard.accounts.passkeys.beginRegistration(given, thief.request()),
      yard.accounts.passkeys.remove({ ...given, passkey: 'key-of-ben@example.com' }, thief.request()),
    ]
    expect(await Promise.all(tries.map(code))).toEqual(tries.map(() => 'second_factor_needed'))
  })

  test('is not got around by finishing what was begun with the password before, be it app or passkey', async () => {
    const ada = await withApp('ada@example.com')
    const ben = await join('ben@example.com', 'administrator')
    const thief = await signedIn('ben@example.com')
    const given = { password: PASSWORD }
    const { secret } = await yard.accounts.secondFactor.begin(given, thief.request())
    await yard.accounts.passkeys.beginRegistration(given, thief.request())
    await addPasskey(ben)
    await require(ada)
    const made = { name: 'Theirs', response: { id: 'theirs', response: {} } }
    const tries = [
      yard.accounts.secondFactor.confirm({ code: codeNow(secret) }, thief.request()),
      yard.accounts.passkeys.register(made, thief.request()),
    ]
    expect(await Promise.all(tries.map(code))).toEqual(tries.map(() => 'second_factor_needed'))
    // Nor are its owner's sessions ended by it.
    expect(await yard.accounts.ownWays(ben.request())).not.toHaveProperty('secondFactor')
  })

  test('is needed to change the password too, which would throw its owner out', async () => {
    const ada = await withApp('ada@example.com')
    const ben = await join('ben@example.com', 'administrator')
    const thief = await signedIn('ben@example.com')
    await require(ada)
    const change = (by: Pick<Joined, 'request'>) => {
      const input = { currentPassword: PASSWORD, newPassword: 'two cups of strong tea' }
      return code(yard.accounts.signIn.changePassword(input, by.request()))
    }
    expect(await change(thief)).toBe('second_factor_needed')
    expect(await code(ben.caller())).toBe('second_factor_needed')
    expect(await change(ada)).toBe('ok')
    await setUpApp(ben)
    expect(await change(ben)).toBe('ok')
  })

  test('ends that somebody acts as a customer, so that they can set theirs up', async () => {
    const ada = await withApp('ada@example.com')
    await join('anna@example.com')
    const ben = await join('ben@example.com', 'administrator')
    await ben.call('people.impersonate', { person: 'anna@example.com' })
    await require(ada)
    expect(await code(ben.caller())).toBe('second_factor_needed')
    expect(await yard.accounts.ownWays(ben.request())).toMatchObject({ hasPassword: true })
    await setUpApp(ben)
    expect(await ben.caller()).toMatchObject({ displayName: 'ben@example.com', role: 'administrator' })
  })

  test('cannot be taken off by its person while it is their last one', async () => {
    const ada = await withApp('ada@example.com')
    await require(ada)
    const takeOff = () => yard.accounts.secondFactor.remove({ password: PASSWORD }, ada.request())
    expect(await code(takeOff())).toBe('second_factor_conflict')
    await addPasskey(ada)
    expect(await code(takeOff())).toBe('ok')
  })

  test('leaves tokens alone that were made before', async () => {
    const ada = await withApp('ada@example.com')
    const ben = await join('ben@example.com', 'administrator')
    const token = await tokenOf(await ben.caller())
    await require(ada)
    expect(await code(yard.actions.call('me.show', {}, token))).toBe('ok')
    expect(await code(ben.caller())).toBe('second_factor_needed')
  })

  test('keeps tokens and programs of those it is demanded of from making tokens, and nobody else’s', async () => {
    const ada = await withApp('ada@example.com')
    const [adas, annas, machines] = [
      await tokenOf(await ada.caller()),
      await tokenOf(await (await join('anna@example.com')).caller()),
      await tokenOf(yard.accounts.machineCaller('cli')),
    ]
    const make = (by: Caller) => code(yard.actions.call('tokens.create', { name: 'child' }, by))
    expect(await make(adas)).toBe('ok')
    await require(ada)
    expect(await Promise.all([adas, programOf(adas)].map(make))).toEqual(['not_permitted', 'not_permitted'])
    expect(await Promise.all([annas, machines, await ada.caller()].map(make))).toEqual(['ok', 'ok', 'ok'])
  })
})

describe('requiring it', () => {
  test('takes a second factor of one’s own, by a token too; of the machine, that somebody has one', async () => {
    const ben = await join('ben@example.com', 'administrator')
    const token = await tokenOf(await ben.caller())
    const byToken = {
      call: (name: string, input: object = {}) => yard.actions.call(name, input, token),
    }
    for (const by of [ben, byToken, machine]) expect(await code(require(by))).toBe('second_factor_conflict')
    expect(await ben.call('sign-in-rules.show')).toMatchObject({ secondFactor: 'optional' })
    await withApp('olga@example.com', 'operator')
    expect(await code(require(ben))).toBe('second_factor_conflict')
    expect(await code(require(machine))).toBe('ok')
    // Whatever has been lost: the machine lets them in again.
    expect(await code(require(machine, 'optional'))).toBe('ok')
    await addPasskey(ben)
    expect(await code(require(ben))).toBe('ok')
  })

  test('no longer takes a session or the machine: neither a token of anybody nor a program will do', async () => {
    const ada = await withApp('ada@example.com')
    await require(ada)
    const tokens = [await tokenOf(yard.accounts.machineCaller('cli')), await tokenOf(await ada.caller())]
    for (const by of [...tokens, ...tokens.map(programOf)]) {
      const input = { secondFactor: 'optional' }
      expect(await code(yard.actions.call('sign-in-rules.change', input, by))).toBe('not_permitted')
    }
    expect(await ada.call('sign-in-rules.show')).toMatchObject({ secondFactor: 'required' })
    expect(await code(require(ada, 'optional'))).toBe('ok')
  })

  test('is only tried in a dry run, which tells that it would change something', async () => {
    const ada = await withApp('ada@example.com')
    const input = { secondFactor: 'required' }
    const tried = yard.actions.call('sign-in-rules.change', input, await ada.caller(), { dryRun: true })
    expect(await tried).toMatchObject({ dryRun: true, wouldChange: true })
    expect(await ada.call('sign-in-rules.show')).toMatchObject({ secondFactor: 'optional' })
  })

  test('is for administrators alone, and looking for the platform’s people', async () => {
    await asMachine('accounts.create', { name: 'Blue Agency' })
    const answers = async (role: string) => {
      const isOfPlatform = ['administrator', 'operator'].includes(role)
      const one = await withApp(`${role}@example.com`, role, isOfPlatform ? undefined : 'Blue Agency')
      return [await code(one.call('sign-in-rules.show')), await code(require(one))]
    }
    expect(await answers('operator')).toEqual(['ok', 'not_permitted'])
    for (const role of ['owner', 'developer', 'billing', 'viewer']) {
      expect(await answers(role), role).toEqual(['not_permitted', 'not_permitted'])
    }
    expect(await answers('administrator')).toEqual(['ok', 'ok'])
  })
})
