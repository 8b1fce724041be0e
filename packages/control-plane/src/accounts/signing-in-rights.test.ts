import type { Session } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import type { Caller } from '../kernel/caller.ts'
import { insertPasskey } from './passkey-store.ts'
import { accountsYard, code, PASSWORD } from './testing/accounts-yard.ts'

const yard = accountsYard()
const { join, tokenOf } = yard

describe('an administrator who acts as a customer', () => {
  const changesOf = (dora: Awaited<ReturnType<typeof join>>): Record<string, () => Promise<unknown>> => {
    const given = { password: PASSWORD }
    const change = { currentPassword: PASSWORD, newPassword: 'two cups of strong tea' }
    return {
      own: () => yard.accounts.ownWays(dora.request()),
      password: () => yard.accounts.signIn.changePassword(change, dora.request()),
      begin: () => yard.accounts.secondFactor.begin(given, dora.request()),
      codes: () => yard.accounts.secondFactor.renewRecoveryCodes(given, dora.request()),
      remove: () => yard.accounts.secondFactor.remove(given, dora.request()),
      passkey: () => yard.accounts.passkeys.beginRegistration(given, dora.request()),
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
    expect(await code(yard.accounts.ownWays(dora.request()))).toBe('ok')
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
    await yard.actions.call('sessions.revoke', { session: items[0]?.sessionId }, token)
    expect(await code(dora.caller())).toBe('not_signed_in')
  })
})

describe('helping somebody to sign in', () => {
  const helps = (by: Caller, person: string) =>
    Promise.all([
      code(yard.actions.call('people.reset-password', { person }, by)),
      code(yard.actions.call('people.remove-second-factor', { person }, by)),
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

  test('is for others: one’s own second factor does not go without the password, nor past the platform’s rule', async () => {
    const [dora, emil] = [
      await join('dora@example.com', 'administrator'),
      await join('emil@example.com', 'administrator'),
    ]
    const passkey = { id: 'dora', publicKey: new Uint8Array(1), counter: 0, name: 'Laptop' }
    await insertPasskey(yard.database, { ...passkey, personId: dora.person.personId, nowMs: yard.nowMs })
    const remove = (by: Caller) =>
      code(yard.actions.call('people.remove-second-factor', { person: 'dora@example.com' }, by))
    for (const by of [await dora.caller(), await tokenOf(await dora.caller())])
      expect(await remove(by)).toBe('second_factor_conflict')
    expect((await yard.accounts.ownWays(dora.request())).passkeys).toHaveLength(1)
    expect(await remove(await emil.caller())).toBe('ok')
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
