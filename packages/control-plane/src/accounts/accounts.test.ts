import type { AipressError, Person } from '@aipress/contract'
import { getMigrations } from 'better-auth/db/migration'
import { describe, expect, test } from 'vitest'
import type { Caller } from '../kernel/caller.ts'
import { createAuth } from './auth.ts'
import { accountsYard, code, cookieIn, PASSWORD, requestOf, tokenIn } from './testing/accounts-yard.ts'

const DAY_MS = 24 * 60 * 60 * 1000

const yard = accountsYard()
const { asMachine } = yard

async function invite(email: string, more: object = {}): Promise<{ token: string | null; person: Person }> {
  const invited = (await asMachine('people.invite', { email, ...more })) as { url: string; person: Person }
  return { token: tokenIn(invited.url), person: invited.person }
}

async function join(email: string, more: object = {}) {
  const { token } = await invite(email, more)
  const { person, headers } = await yard.accounts.signIn.accept({ token, password: PASSWORD }, requestOf())
  return { person, headers, caller: await yard.accounts.authenticate(requestOf(cookieIn(headers))) }
}

async function tokenFor(caller: Caller, input: object = {}) {
  const { secret } = (await yard.actions.call('tokens.create', { name: 'script', ...input }, caller)) as {
    secret: string
  }
  return { secret, headers: { authorization: `Bearer ${secret}` } }
}

test('our tables are what better-auth expects of its own', async () => {
  const plan = await getMigrations(createAuth(yard.deps).options)
  expect([...plan.toBeCreated, ...plan.toBeAdded, ...plan.toBeAddedIndexes]).toEqual([])
})

describe('the first administrator’s link', () => {
  const link = async () => tokenIn((await yard.accounts.issueFirstAdministratorLink())?.url ?? '')
  const accept = (token: string | null, email = 'anna@example.com') =>
    yard.accounts.signIn.accept({ token, email, name: 'Anna', password: PASSWORD }, requestOf())

  test('makes an administrator of the platform’s account, signed in', async () => {
    const token = await link()
    expect(await yard.accounts.signIn.invitation(token ?? '')).toMatchObject({
      role: 'administrator',
      accountName: 'Platform',
    })
    const { person, headers } = await accept(token, 'Anna@Example.com')
    expect(person).toMatchObject({
      email: 'anna@example.com',
      name: 'Anna',
      role: 'administrator',
      active: true,
    })
    expect(await yard.accounts.authenticate(requestOf(cookieIn(headers)))).toMatchObject({
      displayName: 'anna@example.com',
      role: 'administrator',
      readOnly: false,
    })
  })

  test('works once, and there is no other while an administrator is active', async () => {
    const token = await link()
    await accept(token)
    expect(await code(accept(token, 'eve@example.com'))).toBe('invitation_not_valid')
    expect(await yard.accounts.issueFirstAdministratorLink()).toBeUndefined()
  })

  test('of two who use it at once, one gets in', async () => {
    const token = await link()
    const codes = await Promise.all([code(accept(token)), code(accept(token, 'eve@example.com'))])
    expect(codes.sort()).toEqual(['invitation_not_valid', 'ok'])
  })

  test('a new link voids the old one, and a day ends it', async () => {
    const old = await link()
    const token = await link()
    expect(await code(accept(old))).toBe('invitation_not_valid')
    yard.nowMs += DAY_MS + 1
    expect(await code(accept(token))).toBe('invitation_not_valid')
  })
})

describe('an invitation', () => {
  test('gives an owner an account named after them', async () => {
    const { person } = await invite('Bob@example.com')
    expect(person).toMatchObject({
      email: 'bob@example.com',
      role: 'owner',
      accountName: 'bob',
      active: false,
    })
    const other = await invite('bob@example.org')
    expect(other.person.accountName).toBe('bob@example.org')
    expect((await invite('carl@example.com', { account: 'BOB' })).person.accountName).toBe('bob')
    expect((await invite('dora@example.com', { role: 'administrator' })).person.accountName).toBe('Platform')
  })

  test('is for its own address, whatever the one who accepts says', async () => {
    const { token } = await invite('bob@example.com')
    const body = { token, email: 'eve@example.com', password: PASSWORD }
    expect((await yard.accounts.signIn.accept(body, requestOf())).person.email).toBe('bob@example.com')
  })

  test('again makes a new link and voids the old; for the active it is refused', async () => {
    const old = await invite('bob@example.com')
    const { token } = await invite('bob@example.com')
    expect(await code(yard.accounts.signIn.invitation(old.token ?? ''))).toBe('invitation_not_valid')
    await yard.accounts.signIn.accept({ token, password: PASSWORD }, requestOf())
    expect(await code(invite('bob@example.com'))).toBe('person_exists')
  })

  test('a password that is too short leaves the link as it was', async () => {
    const { token } = await invite('bob@example.com')
    expect(await code(yard.accounts.signIn.accept({ token, password: 'short' }, requestOf()))).toBe(
      'invalid_input',
    )
    expect(await code(yard.accounts.signIn.accept({ token, password: PASSWORD }, requestOf()))).toBe('ok')
  })

  test('neither link nor password can be read in the database', async () => {
    const { token } = await invite('bob@example.com')
    const stored = async () =>
      JSON.stringify([
        await yard.database.selectFrom('invitations').selectAll().execute(),
        await yard.database.selectFrom('auth_credentials').selectAll().execute(),
      ])
    expect(await stored()).not.toContain(token)
    await yard.accounts.signIn.accept({ token, password: PASSWORD }, requestOf())
    expect(await stored()).not.toContain(PASSWORD)
  })
})

describe('signing in', () => {
  const signIn = (email: string, password: string, address = '192.0.2.1') =>
    yard.accounts.signIn
      .signIn({ email, password }, requestOf({ 'x-forwarded-for': address }))
      .then(({ headers }) => headers)

  test('takes the right password and says no more than that of a wrong one', async () => {
    await join('anna@example.com')
    expect(await code(signIn('Anna@example.com', PASSWORD))).toBe('ok')
    const wrong = await signIn('anna@example.com', 'wrong').catch((error: AipressError) => error.toBody())
    const unknown = await signIn('eve@example.com', 'wrong').catch((error: AipressError) => error.toBody())
    expect(wrong).toMatchObject({ code: 'not_signed_in', message: 'E-mail address or password is wrong.' })
    expect(unknown).toEqual(wrong)
  })

  test('guessing one person’s password from many addresses is stopped', async () => {
    await join('anna@example.com')
    const codes: string[] = []
    for (let count = 0; count < 12; count += 1) {
      codes.push(await code(signIn('anna@example.com', 'wrong', `192.0.2.${count}`)))
    }
    expect(codes.slice(-2)).toEqual(['rate_limited', 'rate_limited'])
    yard.nowMs += 60_000
    expect(await code(signIn('anna@example.com', PASSWORD))).toBe('ok')
  })

  test('leaves lines in the audit log, without passwords', async () => {
    await join('anna@example.com')
    await code(signIn('anna@example.com', 'wrong password'))
    await signIn('anna@example.com', PASSWORD)
    const lines = await yard.database
      .selectFrom('audit_lines')
      .selectAll()
      .where('who', '=', 'anna@example.com')
      .execute()
    expect(lines.map(({ action, result }) => `${action} ${result}`).sort()).toEqual([
      'people.accept ok',
      'people.sign-in not_signed_in',
      'people.sign-in ok',
    ])
    expect(JSON.stringify(lines)).toContain('192.0.2.1')
    expect(JSON.stringify(lines)).not.toContain('password')
  })

  test('signing out ends the session, also for who kept the cookie', async () => {
    const { headers } = await join('anna@example.com')
    const cookie = cookieIn(headers)
    await yard.accounts.signIn.signOut(requestOf(cookie))
    expect(await code(yard.accounts.authenticate(requestOf(cookie)))).toBe('not_signed_in')
  })

  test('a cookie that was made up or changed is nobody’s', async () => {
    const { headers } = await join('anna@example.com')
    const { cookie } = cookieIn(headers)
    expect(await code(yard.accounts.authenticate(requestOf({ cookie: `${cookie.slice(0, -3)}xxx` })))).toBe(
      'not_signed_in',
    )
  })

  test.each([
    ['http://aipress.localhost:8080', 'aipress-session-8080=', false],
    ['https://aipress.example.com', '__Host-aipress-session=', true],
  ])('on %s the cookie is for that host alone and no script', async (consoleUrl, start, isSecure) => {
    yard.reopen(consoleUrl)
    const [cookie = ''] = (await join('anna@example.com')).headers.getSetCookie()
    expect(cookie.startsWith(start)).toBe(true)
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).not.toMatch(/Domain=/i)
    expect(/Secure/i.test(cookie.replace(/^[^;]+/, ''))).toBe(isSecure)
  })

  test('changing the password needs the old one and ends the other sessions', async () => {
    const { headers } = await join('anna@example.com')
    const other = cookieIn(await signIn('anna@example.com', PASSWORD))
    const change = (currentPassword: string) =>
      yard.accounts.signIn.changePassword(
        { currentPassword, newPassword: 'another long one' },
        requestOf(cookieIn(headers)),
      )
    expect(await code(change('wrong'))).toBe('password_wrong')
    expect(await code(change(PASSWORD))).toBe('ok')
    expect(await code(yard.accounts.authenticate(requestOf(other)))).toBe('not_signed_in')
    expect(await code(signIn('anna@example.com', 'another long one'))).toBe('ok')
  })
})

describe('removing a person', () => {
  test('ends their sessions and tokens at once; the account stays', async () => {
    const { person, headers, caller } = await join('bob@example.com')
    const token = await tokenFor(caller)
    expect(await asMachine('people.remove', { person: 'bob@example.com' })).toEqual({
      removed: 'bob@example.com',
    })
    expect(await code(yard.accounts.authenticate(requestOf(cookieIn(headers))))).toBe('not_signed_in')
    expect(await code(yard.accounts.authenticate(requestOf(token.headers)))).toBe('not_signed_in')
    expect(await asMachine('accounts.list', {})).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ accountId: person.accountId, people: 0 })]),
    })
    expect((await join('bob@example.com', { account: person.accountId })).person.accountId).toBe(
      person.accountId,
    )
  })

  test('the last administrator cannot be removed, also not by two removals at once', async () => {
    await join('anna@example.com', { role: 'administrator' })
    await join('dora@example.com', { role: 'administrator' })
    const remove = (person: string) => code(asMachine('people.remove', { person }))
    const codes = await Promise.all([remove('anna@example.com'), remove('dora@example.com')])
    expect(codes.sort()).toEqual(['last_administrator', 'ok'])
  })
})

describe('an API token', () => {
  test('acts as its person until it expires or is revoked', async () => {
    const { caller } = await join('bob@example.com')
    const token = await tokenFor(caller, { days: 2 })
    const used = await yard.accounts.authenticate(requestOf(token.headers))
    expect(used).toMatchObject({
      principal: expect.stringMatching(/^token:tok_/),
      personId: caller.personId,
      role: 'owner',
      accountId: caller.accountId,
      displayName: 'script',
    })
    expect(await yard.actions.call('tokens.list', {}, caller)).toMatchObject({
      items: [{ name: 'script', start: token.secret.slice(0, 10), lastUsedAt: expect.any(String) }],
    })
    yard.nowMs += 2 * DAY_MS
    expect(await code(yard.accounts.authenticate(requestOf(token.headers)))).toBe('not_signed_in')
    const second = await tokenFor(caller, { name: 'second' })
    await yard.actions.call('tokens.revoke', { token: 'second' }, caller)
    expect(await code(yard.accounts.authenticate(requestOf(second.headers)))).toBe('not_signed_in')
  })

  test('two of one name are told apart by id', async () => {
    const { caller } = await join('bob@example.com')
    await tokenFor(caller)
    await tokenFor(caller)
    expect(await code(yard.actions.call('tokens.revoke', { token: 'script' }, caller))).toBe('invalid_input')
  })

  test('made on the machine, it is an administrator without a person', async () => {
    const token = await tokenFor(yard.accounts.machineCaller('cli'))
    const caller = await yard.accounts.authenticate(requestOf(token.headers))
    expect(caller).toMatchObject({ role: 'administrator', personId: undefined })
    expect(await yard.actions.call('me.show', {}, caller)).toMatchObject({ displayName: 'script' })
  })

  test.each(['Bearer', 'Bearer aip_wrong', 'Basic YTpi', ''])('%j is none', async (authorization) => {
    expect(await code(yard.accounts.authenticate(requestOf({ authorization })))).toBe('not_signed_in')
  })

  test('its secret is stored as a hash, also in the answer kept for a repeated call', async () => {
    const made = (await asMachine('tokens.create', { name: 'script' }, 'key-1')) as { secret: string }
    const stored = JSON.stringify([
      await yard.database.selectFrom('api_tokens').selectAll().execute(),
      await yard.database.selectFrom('idempotency_keys').selectAll().execute(),
      await yard.database.selectFrom('audit_lines').selectAll().execute(),
    ])
    expect(stored).not.toContain(made.secret)
    expect(await asMachine('tokens.create', { name: 'script' }, 'key-1')).toEqual(made)
  })
})

describe('a call that is repeated because its process died before it answered', () => {
  const forgetAnswer = () =>
    yard.database
      .updateTable('idempotency_keys')
      .set({ answer: null, leased_until: new Date(0) })
      .execute()

  test.each([
    ['accounts.create', { name: 'Blue Agency' }, 'accounts'],
    ['people.invite', { email: 'bob@example.com' }, 'people'],
    ['tokens.create', { name: 'script' }, 'api_tokens'],
  ] as const)('%s makes nothing twice', async (name, input, table) => {
    const countRows = async () => (await yard.database.selectFrom(table).selectAll().execute()).length
    await asMachine(name, input, 'key-1')
    const rows = await countRows()
    await forgetAnswer()
    await asMachine(name, input, 'key-1')
    expect(await countRows()).toBe(rows)
  })
})

test('an account’s name is taken in any case', async () => {
  await asMachine('accounts.create', { name: 'Blue Agency' })
  expect(await code(asMachine('accounts.create', { name: 'blue agency' }))).toBe('account_name_taken')
})

test('accounts and people are listed page by page', async () => {
  for (const name of ['c', 'a', 'b']) await asMachine('accounts.create', { name })
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = (await asMachine('accounts.list', { limit: 2, cursor })) as {
      items: { name: string }[]
      nextCursor?: string
    }
    names.push(...page.items.map((one) => one.name))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(names).toEqual(['a', 'b', 'c', 'Platform'])
})
