import type { Person } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import { accountsYard, code, PASSWORD, requestOf } from './testing/accounts-yard.ts'

const MINUTE_MS = 60_000

const yard = accountsYard({
  sites: {
    idOf: async (text: string) => `site_${text}`,
    namesOf: async (ids: readonly string[]) => new Map(ids.map((id) => [id, id.replace('site_', '')])),
  },
})
const { asMachine, join, tokenOf } = yard
const withToken = async (secret: string) =>
  yard.accounts.authenticate(requestOf({ authorization: `Bearer ${secret}` }))

describe('the members of an account', () => {
  test('are invited by its owner with any role that may no more than an owner', async () => {
    const anna = await join('anna@example.com')
    for (const role of ['owner', 'developer', 'billing', 'viewer']) {
      const { person } = (await anna.call('people.invite', { email: `${role}@example.com`, role })) as {
        person: Person
      }
      expect(person).toMatchObject({ role, accountId: anna.person.accountId, active: false })
    }
    for (const role of ['operator', 'administrator']) {
      expect(await code(anna.call('people.invite', { email: 'eve@example.com', role }))).toBe('not_permitted')
    }
  })

  test('of another account are nobody to an owner: not listed, not found, not taken over', async () => {
    const anna = await join('anna@example.com')
    const ben = await join('ben@example.com')
    await asMachine('people.invite', { email: 'soon@example.com', account: ben.person.accountId })
    const { items } = (await anna.call('people.list')) as { items: Person[] }
    expect(items.map(({ email }) => email)).toEqual(['anna@example.com'])
    expect(await code(anna.call('people.list', { account: 'ben' }))).toBe('account_not_found')
    for (const person of [ben.person.personId, 'ben@example.com', 'soon@example.com']) {
      expect(await code(anna.call('people.role', { person, role: 'viewer' }))).toBe('person_not_found')
      expect(await code(anna.call('people.remove', { person }))).toBe('person_not_found')
    }
    for (const email of ['ben@example.com', 'soon@example.com']) {
      expect(await code(anna.call('people.invite', { email }))).toBe('person_exists')
    }
    expect(await code(anna.call('people.invite', { email: 'eve@example.com', account: 'ben' }))).toBe(
      'account_not_found',
    )
  })

  test('get another role at once, and with their token too', async () => {
    const anna = await join('anna@example.com')
    const carl = await join('carl@example.com', 'developer', 'anna')
    const token = await tokenOf(await carl.caller())
    expect(token.role).toBe('developer')
    expect(await anna.call('people.role', { person: 'carl@example.com', role: 'viewer' })).toMatchObject({
      person: { email: 'carl@example.com', role: 'viewer' },
      formerRole: 'developer',
    })
    expect((await carl.caller()).role).toBe('viewer')
    expect(await code(carl.call('people.role', { person: 'carl@example.com', role: 'owner' }))).toBe(
      'not_permitted',
    )
  })

  test('keep one owner, also where two give up at once', async () => {
    const anna = await join('anna@example.com')
    expect(await code(anna.call('people.role', { person: 'anna@example.com', role: 'viewer' }))).toBe(
      'last_owner',
    )
    expect(await code(anna.call('people.remove', { person: 'anna@example.com' }))).toBe('last_owner')
    const dora = await join('dora@example.com', 'owner', 'anna')
    const codes = await Promise.all([
      code(anna.call('people.role', { person: 'anna@example.com', role: 'viewer' })),
      code(dora.call('people.role', { person: 'dora@example.com', role: 'viewer' })),
    ])
    expect(codes.sort()).toEqual(['last_owner', 'ok'])
  })

  test('are let go by the platform down to the last, but not the owner before the others', async () => {
    await join('anna@example.com')
    await join('carl@example.com', 'viewer', 'anna')
    expect(await code(asMachine('people.remove', { person: 'anna@example.com' }))).toBe('last_owner')
    expect(await code(asMachine('people.remove', { person: 'carl@example.com' }))).toBe('ok')
    expect(await code(asMachine('people.remove', { person: 'anna@example.com' }))).toBe('ok')
  })

  test('the last administrator stays one', async () => {
    const anna = await join('anna@example.com', 'administrator')
    const asked = { person: 'anna@example.com', role: 'operator' }
    expect(await code(anna.call('people.role', asked))).toBe('last_administrator')
    await join('dora@example.com', 'administrator')
    expect(await code(anna.call('people.role', asked))).toBe('ok')
  })

  test('other than owners come to no account that nobody has named, except the only one there is', async () => {
    const inviteTo = async (email: string, more: object = {}) =>
      ((await asMachine('people.invite', { email, role: 'viewer', ...more })) as { person: Person }).person
        .accountName
    expect(await inviteTo('adam@example.com')).toBe('Platform')
    await join('anna@example.com')
    await expect(inviteTo('eve@example.com')).rejects.toMatchObject({
      code: 'account_needed',
      message: 'Say of which account they shall be viewer.',
      hint: expect.stringMatching(/--account.*"Platform" \(your own\), "anna"/),
    })
    expect(await inviteTo('eve@example.com', { account: 'platform' })).toBe('Platform')
    expect(await inviteTo('carl@example.com', { account: 'anna' })).toBe('anna')
    expect(await inviteTo('adam@example.com')).toBe('Platform')
  })

  test('come to an account of their own as owners, and the answer says that it is new', async () => {
    expect(await asMachine('people.invite', { email: 'anna@example.com' })).toMatchObject({
      person: { role: 'owner', accountName: 'anna' },
      newAccount: true,
    })
    const again = await asMachine('people.invite', { email: 'ben@example.com', account: 'anna' })
    expect(again).toMatchObject({ person: { role: 'owner', accountName: 'anna' } })
    expect(again).not.toHaveProperty('newAccount')
  })
})

describe('inviting again', () => {
  const invite = (input: object) => asMachine('people.invite', { email: 'carl@example.com', ...input })

  test('keeps what they are where nothing else is named, and makes nobody an owner', async () => {
    const anna = await join('anna@example.com')
    await invite({ role: 'viewer', account: 'anna' })
    const viewer = { person: { role: 'viewer', accountName: 'anna', active: false } }
    const before = { role: 'viewer', accountName: 'anna' }
    expect(await invite({})).toMatchObject({ ...viewer, before })
    expect(await anna.call('people.invite', { email: 'carl@example.com' })).toMatchObject({
      ...viewer,
      before,
    })
  })

  test('changes the role or the account that is named, and tells what was before', async () => {
    await join('anna@example.com')
    await invite({ role: 'viewer', account: 'anna' })
    expect(await invite({ role: 'developer' })).toMatchObject({
      person: { role: 'developer', accountName: 'anna' },
      before: { role: 'viewer', accountName: 'anna' },
    })
    expect(await invite({ account: 'Platform' })).toMatchObject({
      person: { role: 'developer', accountName: 'Platform' },
      before: { role: 'developer', accountName: 'anna' },
    })
  })

  test('makes nobody of the platform’s people in a customer’s account that was not named', async () => {
    await join('anna@example.com')
    await invite({ role: 'viewer', account: 'anna' })
    expect(await invite({ role: 'operator' })).toMatchObject({
      person: { role: 'operator', accountName: 'Platform' },
      before: { role: 'viewer', accountName: 'anna' },
    })
  })

  test('of who is to have more rights than one has oneself is refused', async () => {
    const anna = await join('anna@example.com')
    await invite({ role: 'operator', account: 'anna' })
    expect(await code(anna.call('people.invite', { email: 'carl@example.com' }))).toBe('not_permitted')
    expect(await code(anna.call('people.invite', { email: 'carl@example.com', role: 'viewer' }))).toBe(
      'not_permitted',
    )
  })
})

describe('an API token', () => {
  test('of the machine is seen and revoked by administrators alone', async () => {
    await asMachine('tokens.create', { name: 'nightly' })
    const anna = await join('anna@example.com')
    const root = await join('root@example.com', 'administrator')
    const operator = await join('ops@example.com', 'operator')
    for (const other of [anna, operator]) {
      expect(await other.call('tokens.list')).toEqual({ items: [] })
      expect(await code(other.call('tokens.revoke', { token: 'nightly' }))).toBe('token_not_found')
    }
    expect(await root.call('tokens.list')).toMatchObject({ items: [], ofMachine: [{ name: 'nightly' }] })
    expect(await code(root.call('tokens.revoke', { token: 'nightly' }))).toBe('ok')
    expect(await asMachine('tokens.list', {})).toEqual({ items: [] })
  })

  test('holds the scopes it was made with, and never more than its person has now', async () => {
    const anna = await join('anna@example.com')
    const carl = await join('carl@example.com', 'owner', 'anna')
    const token = await tokenOf(await carl.caller(), { scope: ['members:read', 'members:change'] })
    expect(await yard.actions.call('me.show', {}, token)).toMatchObject({
      permissions: ['members:read', 'members:change', 'self:read'],
    })
    expect(await code(yard.actions.call('tokens.create', { name: 'x' }, token))).toBe('not_permitted')
    // With these scopes it is no owner, so it makes none.
    expect(await code(yard.actions.call('people.invite', { email: 'eve@example.com' }, token))).toBe(
      'not_permitted',
    )
    await anna.call('people.role', { person: 'carl@example.com', role: 'viewer' })
    const { token: made } = (await carl.call('tokens.create', { name: 'later', scope: 'sites:read' })) as {
      token: { scopes: string[] }
    }
    expect(made.scopes).toEqual(['sites:read'])
    expect(
      await code(carl.call('tokens.create', { name: 'too much', scope: ['sites:read', 'sites:delete'] })),
    ).toBe('not_permitted')
  })

  test('whose person lost a right has lost it too', async () => {
    const anna = await join('anna@example.com')
    const carl = await join('carl@example.com', 'owner', 'anna')
    const { secret } = (await carl.call('tokens.create', { name: 'x', scope: ['members:change'] })) as {
      secret: string
    }
    await anna.call('people.role', { person: 'carl@example.com', role: 'developer' })
    expect(
      await code(yard.actions.call('people.invite', { email: 'eve@example.com' }, await withToken(secret))),
    ).toBe('not_permitted')
  })

  test('for some sites holds nothing of the account or the platform', async () => {
    const dora = await join('dora@example.com', 'administrator')
    const token = await tokenOf(await dora.caller(), { site: ['bakery', 'tea'] })
    expect(await yard.actions.call('me.show', {}, token)).toMatchObject({
      permissions: expect.not.arrayContaining([
        'sites:create',
        'members:read',
        'platform:read',
        'audit:read',
      ]),
    })
    expect(await code(yard.actions.call('people.list', {}, token))).toBe('not_permitted')
    const { items } = (await dora.call('tokens.list')) as { items: object[] }
    expect(items).toMatchObject([{ sites: ['bakery', 'tea'] }])
  })

  test('for one account sees that account alone', async () => {
    await join('anna@example.com')
    await join('ben@example.com')
    const dora = await join('dora@example.com', 'administrator')
    const token = await tokenOf(await dora.caller(), { account: 'ben' })
    const { items } = (await yard.actions.call('people.list', {}, token)) as { items: Person[] }
    expect(items.map(({ email }) => email)).toEqual(['ben@example.com'])
    expect(await code(yard.actions.call('accounts.list', {}, token))).toBe('not_permitted')
    const anna = (await yard.actions.call('people.list', {}, await dora.caller())) as { items: Person[] }
    expect(anna.items).toHaveLength(3)
    expect(await code(yard.actions.call('people.remove', { person: 'anna@example.com' }, token))).toBe(
      'person_not_found',
    )
  })

  test('makes none that is wider or lives longer than itself', async () => {
    const anna = await join('anna@example.com')
    const limits = { scope: ['self:change', 'sites:read'], site: 'bakery', days: 2 }
    const token = await tokenOf(await anna.caller(), limits)
    const { token: made } = (await yard.actions.call(
      'tokens.create',
      { name: 'child', days: 90 },
      token,
    )) as {
      token: { scopes: string[]; sites: string[]; expiresAt: string }
    }
    expect(made).toMatchObject({ scopes: limits.scope, sites: ['bakery'] })
    expect(new Date(made.expiresAt).getTime()).toBeLessThanOrEqual(yard.nowMs + 2 * 24 * 60 * MINUTE_MS)
    expect(
      await code(yard.actions.call('tokens.create', { name: 'child', scope: 'sites:change' }, token)),
    ).toBe('not_permitted')
  })
})

describe('an administrator who acts as a customer', () => {
  const start = async () => {
    const anna = await join('anna@example.com')
    const dora = await join('dora@example.com', 'administrator')
    return { anna, dora }
  }

  test('has that person’s rights and no others, and both names are in every line', async () => {
    const { anna, dora } = await start()
    await dora.call('people.impersonate', { person: 'anna@example.com', reason: 'ticket 4711' })
    expect(await dora.call('me.show')).toMatchObject({
      role: 'owner',
      accountId: anna.person.accountId,
      person: { email: 'anna@example.com' },
      actingBy: { email: 'dora@example.com' },
      permissions: expect.not.arrayContaining(['platform:read', 'self:change']),
    })
    expect(await code(dora.call('accounts.list'))).toBe('not_permitted')
    expect(await code(dora.call('tokens.create', { name: 'to stay' }))).toBe('not_permitted')
    await dora.call('people.invite', { email: 'new@example.com', role: 'viewer' })
    expect(await dora.call('people.stop-impersonating')).toEqual({ wasActingAs: 'anna@example.com' })
    expect(await dora.call('me.show')).toMatchObject({ role: 'administrator' })
    const lines = await yard.database
      .selectFrom('audit_lines')
      .selectAll()
      .where('who', 'like', 'dora@%')
      .orderBy('at')
      .execute()
    expect(lines.map(({ who, action, result }) => `${who}: ${action} ${result}`)).toEqual([
      'dora@example.com: people.accept ok',
      'dora@example.com: people.impersonate ok',
      'dora@example.com as anna@example.com: accounts.list not_permitted',
      'dora@example.com as anna@example.com: tokens.create not_permitted',
      'dora@example.com as anna@example.com: people.invite ok',
      'dora@example.com as anna@example.com: people.stop-impersonating ok',
    ])
    expect(lines[1]?.input).toContain('ticket 4711')
  })

  test('is themselves again after an hour at most', async () => {
    const { dora } = await start()
    expect(await code(dora.call('people.impersonate', { person: 'anna@example.com', minutes: 61 }))).toBe(
      'invalid_input',
    )
    await dora.call('people.impersonate', { person: 'anna@example.com', minutes: 60 })
    yard.nowMs += 59 * MINUTE_MS
    expect(await dora.call('me.show')).toMatchObject({ role: 'owner' })
    yard.nowMs += MINUTE_MS
    expect(await dora.call('me.show')).toMatchObject({ role: 'administrator' })
  })

  test('is so in one session alone, and not with a token or on the machine', async () => {
    const { dora } = await start()
    const token = await tokenOf(await dora.caller())
    const asked = { person: 'anna@example.com' }
    expect(await code(yard.actions.call('people.impersonate', asked, token))).toBe('not_permitted')
    expect(await code(asMachine('people.impersonate', asked))).toBe('not_permitted')
    const { headers } = await yard.accounts.signIn.signIn(
      { email: 'dora@example.com', password: PASSWORD },
      requestOf(),
    )
    await dora.call('people.impersonate', asked)
    const other = headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(await yard.accounts.authenticate(requestOf({ cookie: other }))).toMatchObject({
      role: 'administrator',
    })
    expect((await dora.caller()).role).toBe('owner')
  })

  test('never acts as somebody of the platform, nor as who has not come yet', async () => {
    const { dora } = await start()
    await join('eve@example.com', 'administrator')
    await join('otto@example.com', 'operator')
    await asMachine('people.invite', { email: 'soon@example.com', role: 'viewer', account: 'anna' })
    for (const person of ['eve@example.com', 'otto@example.com', 'soon@example.com', 'dora@example.com']) {
      expect(await code(dora.call('people.impersonate', { person }))).toBe('not_permitted')
    }
    const anna = await join('anna2@example.com')
    expect(await code(anna.call('people.impersonate', { person: 'anna@example.com' }))).toBe('not_permitted')
  })

  test('stops when they are no administrator any more, or the customer becomes one', async () => {
    const { dora } = await start()
    const eve = await join('eve@example.com', 'administrator')
    await join('other@example.com', 'owner', 'anna')
    await dora.call('people.impersonate', { person: 'anna@example.com' })
    await eve.call('people.role', { person: 'anna@example.com', role: 'administrator' })
    expect(await dora.caller()).toMatchObject({ displayName: 'dora@example.com' })
    await eve.call('people.role', { person: 'anna@example.com', role: 'owner' })
    expect(await dora.caller()).toMatchObject({ displayName: 'dora@example.com as anna@example.com' })
    await eve.call('people.role', { person: 'dora@example.com', role: 'operator' })
    expect(await dora.caller()).toMatchObject({ displayName: 'dora@example.com', role: 'operator' })
  })
})
