import type { Session } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import type { Caller } from '../kernel/caller.ts'
import { purgeSigningIn } from './index.ts'
import { accountsYard, code, PASSWORD, tokenIn } from './testing/accounts-yard.ts'
import { totpCode } from './totp.ts'

const NEW_PASSWORD = 'two cups of strong tea'
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const MINUTE_MS = 60_000

const yard = accountsYard()
const { asMachine } = yard

/** A browser: it keeps cookies and comes from an address of its own. */
function browser(address = '192.0.2.1', userAgent = FIREFOX) {
  const cookies = new Map<string, string>()
  const request = () =>
    new Request('http://aipress.localhost/', {
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'x-forwarded-for': address,
        'user-agent': userAgent,
      },
    })
  const keep = (headers: Headers) => {
    for (const cookie of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
  }
  return {
    request,
    keep,
    async signIn(email: string, password = PASSWORD) {
      const { headers, next } = await yard.accounts.signIn.signIn({ email, password }, request())
      keep(headers)
      return next
    },
    async typeCode(code: string) {
      keep(await yard.accounts.secondFactor.signInWithCode({ code }, request()))
    },
    caller: () => yard.accounts.authenticate(request()),
    sessions: async () =>
      (
        (await yard.actions.call('sessions.list', {}, await yard.accounts.authenticate(request()))) as {
          items: Session[]
        }
      ).items,
  }
}

async function join(email: string, role = 'owner') {
  const { url } = (await asMachine('people.invite', { email, role })) as { url: string }
  const own = browser()
  const accepted = await yard.accounts.signIn.accept(
    { token: tokenIn(url), password: PASSWORD },
    own.request(),
  )
  own.keep(accepted.headers)
  return own
}

const forgotten = (email: string, address = '192.0.2.9') =>
  yard.accounts.forgottenPasswords.forgotten({ email }, browser(address).request())
const setNew = (token: string, password = NEW_PASSWORD) =>
  yard.accounts.forgottenPasswords.setNew({ token, password }, browser('192.0.2.10').request())

describe('a lost password', () => {
  test('is replaced by a link that works once, and every session ends', async () => {
    const anna = await join('anna@example.com')
    await forgotten('Anna@Example.com')
    expect(yard.mails).toMatchObject([{ to: 'anna@example.com', subject: 'A new password for AIPress' }])
    const token = tokenIn(yard.mails[0]?.text ?? '')
    expect(await yard.accounts.forgottenPasswords.reset(token)).toEqual({ email: 'anna@example.com' })
    expect(await setNew(token)).toEqual({ email: 'anna@example.com', endedSessions: true })
    expect(await code(anna.caller())).toBe('not_signed_in')
    expect(await code(setNew(token, 'yet another one'))).toBe('reset_link_not_valid')
    expect(await code(browser().signIn('anna@example.com'))).toBe('not_signed_in')
    expect(await browser().signIn('anna@example.com', NEW_PASSWORD)).toBe('in')
  })

  test('leaves the sessions where that was wanted, and API tokens in any case', async () => {
    const anna = await join('anna@example.com')
    const token = await yard.tokenOf(await anna.caller())
    const callToken = () => code(yard.actions.call('me.show', {}, token))
    const newPassword = async (endSessions: boolean) => {
      await forgotten('anna@example.com')
      const link = tokenIn(yard.mails.at(-1)?.text ?? '')
      const body = { token: link, password: NEW_PASSWORD, endSessions }
      return yard.accounts.forgottenPasswords.setNew(body, browser('192.0.2.10').request())
    }
    expect(await newPassword(false)).toMatchObject({ endedSessions: false })
    expect([await code(anna.caller()), await callToken()]).toEqual(['ok', 'ok'])
    expect(await newPassword(true)).toMatchObject({ endedSessions: true })
    expect([await code(anna.caller()), await callToken()]).toEqual(['not_signed_in', 'ok'])
  })

  test('of two who use the link at once, one sets the password', async () => {
    await join('anna@example.com')
    await forgotten('anna@example.com')
    const token = tokenIn(yard.mails[0]?.text ?? '')
    const codes = await Promise.all([code(setNew(token)), code(setNew(token, 'yet another one'))])
    expect(codes.toSorted()).toEqual(['ok', 'reset_link_not_valid'])
  })

  test('ends after an hour, and a new link voids the one before', async () => {
    await join('anna@example.com')
    await forgotten('anna@example.com')
    await forgotten('anna@example.com')
    const [first = '', second = ''] = yard.mails.map(({ text }) => tokenIn(text))
    expect(await code(setNew(first))).toBe('reset_link_not_valid')
    yard.nowMs += 60 * MINUTE_MS
    expect(await code(setNew(second))).toBe('reset_link_not_valid')
    expect(await purgeSigningIn(yard.database, yard.nowMs + 1)).toBe(1)
  })

  test('is no more to be reset by a link once it was changed', async () => {
    const anna = await join('anna@example.com')
    await forgotten('anna@example.com')
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }
    await yard.accounts.signIn.changePassword(change, anna.request())
    expect(await code(setNew(tokenIn(yard.mails[0]?.text ?? ''), 'yet another one'))).toBe(
      'reset_link_not_valid',
    )
    expect(await code(anna.caller())).toBe('ok')
  })

  test('tells nobody who is known: neither by the answer nor by its time', async () => {
    await join('anna@example.com')
    await asMachine('people.invite', { email: 'invited@example.com' })
    for (const email of ['anna@example.com', 'nobody@example.com', 'invited@example.com']) {
      const startMs = performance.now()
      expect(await forgotten(email)).toBeUndefined()
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(295)
    }
    expect(yard.mails.map(({ to }) => to)).toEqual(['anna@example.com'])
  })

  test('fills no mailbox, whoever asks from wherever', async () => {
    await join('anna@example.com')
    const codes = []
    for (let ask = 0; ask < 5; ask += 1)
      codes.push(await code(forgotten('anna@example.com', `192.0.2.${ask}`)))
    expect(codes).toEqual(['ok', 'ok', 'ok', 'rate_limited', 'rate_limited'])
    expect(yard.mails).toHaveLength(3)
  })

  test('is reset by an administrator where there is no mail; nothing changes until the link is used', async () => {
    const anna = await join('anna@example.com')
    const made = (await asMachine('people.reset-password', { person: 'anna@example.com' })) as { url: string }
    expect(made.url).toMatch(/^http:\/\/aipress\.localhost:8080\/reset-password\?token=/)
    expect(await code(anna.caller())).toBe('ok')
    await setNew(tokenIn(made.url))
    expect(await code(anna.caller())).toBe('not_signed_in')
    await asMachine('people.invite', { email: 'bob@example.com' })
    expect(await code(asMachine('people.reset-password', { person: 'bob@example.com' }))).toBe(
      'person_not_active',
    )
    expect(await code(asMachine('people.reset-password', { person: 'nobody' }))).toBe('person_not_found')
    const owner = await join('olga@example.com')
    const asOwner = yard.actions.call(
      'people.reset-password',
      { person: 'anna@example.com' },
      await owner.caller(),
    )
    expect(await code(asOwner)).toBe('not_permitted')
  })

  test('leaves lines in the audit log, and its link is nowhere in the database', async () => {
    await join('anna@example.com')
    await forgotten('anna@example.com')
    const token = tokenIn(yard.mails[0]?.text ?? '')
    const rows = [
      await yard.database.selectFrom('password_resets').selectAll().execute(),
      await yard.database.selectFrom('audit_lines').selectAll().execute(),
    ]
    expect(JSON.stringify(rows)).not.toContain(token)
    await setNew(token)
    const lines = await yard.database.selectFrom('audit_lines').select(['action', 'who', 'result']).execute()
    expect(lines).toEqual(
      expect.arrayContaining([
        { action: 'people.forgot-password', who: 'anna@example.com', result: 'ok' },
        { action: 'people.use-reset-link', who: 'anna@example.com', result: 'ok' },
      ]),
    )
  })
})

describe('sessions', () => {
  test('are listed with device, address and last use, the current one marked', async () => {
    const anna = await join('anna@example.com')
    const phone = browser('198.51.100.4', 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605')
    await phone.signIn('anna@example.com')
    await (await join('bob@example.com')).caller()
    yard.nowMs += 5 * MINUTE_MS
    await phone.caller()
    expect(await phone.sessions()).toMatchObject([
      {
        device: 'Safari on iPhone',
        address: '198.51.100.4',
        current: true,
        lastUsedAt: new Date(yard.nowMs).toISOString(),
      },
      { device: 'Firefox on Windows', address: '192.0.2.1', current: false, method: 'password' },
    ])
    expect((await anna.sessions()).map(({ current }) => current)).toEqual([true, false])
  })

  test('end one by one, only by whose they are', async () => {
    const anna = await join('anna@example.com')
    const other = browser()
    await other.signIn('anna@example.com')
    const [session] = (await anna.sessions()).filter(({ current }) => !current)
    const revoke = (by: Caller) =>
      code(yard.actions.call('sessions.revoke', { session: session?.sessionId }, by))
    expect(await revoke(await (await join('bob@example.com')).caller())).toBe('session_not_found')
    expect(await code(other.caller())).toBe('ok')
    expect(await revoke(await anna.caller())).toBe('ok')
    expect(await code(other.caller())).toBe('not_signed_in')
    expect(await code(anna.caller())).toBe('ok')
  })

  test('all others end at once', async () => {
    const anna = await join('anna@example.com')
    const others = [browser(), browser()]
    for (const other of others) await other.signIn('anna@example.com')
    expect(await yard.actions.call('sessions.revoke-others', {}, await anna.caller())).toEqual({ revoked: 2 })
    for (const other of others) expect(await code(other.caller())).toBe('not_signed_in')
    expect(await anna.sessions()).toMatchObject([{ current: true }])
  })
})

const STEP_MS = 30_000
const codeOf = (secret: string, laterSteps = 0) =>
  totpCode(secret, Math.floor(yard.nowMs / STEP_MS) + laterSteps)

async function enrolled(email: string) {
  const own = await join(email)
  const { secret, uri } = await yard.accounts.secondFactor.begin({ password: PASSWORD }, own.request())
  const { recoveryCodes } = await yard.accounts.secondFactor.confirm({ code: codeOf(secret) }, own.request())
  yard.nowMs += STEP_MS
  return { own, secret, uri, recoveryCodes }
}

describe('a second factor', () => {
  test('counts from the first right code on, and is then asked for', async () => {
    const own = await join('anna@example.com')
    const begin = (password: string) => yard.accounts.secondFactor.begin({ password }, own.request())
    expect(await code(begin('wrong'))).toBe('password_wrong')
    const { secret } = await begin(PASSWORD)
    expect(await browser().signIn('anna@example.com')).toBe('in')
    expect(await code(yard.accounts.secondFactor.confirm({ code: '000000' }, own.request()))).toBe(
      'code_not_valid',
    )
    const { recoveryCodes } = await yard.accounts.secondFactor.confirm(
      { code: codeOf(secret) },
      own.request(),
    )
    expect(new Set(recoveryCodes).size).toBe(10)
    expect(await own.sessions()).toMatchObject([{ current: true, method: 'password-and-code' }])
    const other = browser()
    expect(await other.signIn('anna@example.com')).toBe('code')
    expect(await code(other.caller())).toBe('not_signed_in')
    yard.nowMs += STEP_MS
    await other.typeCode(codeOf(secret))
    expect(await other.sessions()).toMatchObject([{ current: true, method: 'password-and-code' }, {}])
    expect(await code(begin(PASSWORD))).toBe('second_factor_conflict')
  })

  test('takes a code once, also of two at the same moment', async () => {
    const { secret } = await enrolled('anna@example.com')
    const browsers = [browser(), browser()]
    for (const one of browsers) await one.signIn('anna@example.com')
    const typed = codeOf(secret)
    const codes = await Promise.all(browsers.map((one) => code(one.typeCode(typed))))
    expect(codes.toSorted()).toEqual(['code_not_valid', 'ok'])
    const later = browser()
    await later.signIn('anna@example.com')
    expect(await code(later.typeCode(typed))).toBe('code_not_valid')
    expect(await code(later.typeCode(codeOf(secret, 1)))).toBe('ok')
  })

  test('is replaced by a recovery code, each of which works once', async () => {
    const { own, recoveryCodes } = await enrolled('anna@example.com')
    const [first = '', second = ''] = recoveryCodes
    const other = browser()
    await other.signIn('anna@example.com')
    await other.typeCode(first.toUpperCase().replaceAll('-', ' '))
    expect(await yard.accounts.ownWays(own.request())).toMatchObject({
      secondFactor: { recoveryCodesLeft: 9 },
    })
    await other.signIn('anna@example.com')
    expect(await code(other.typeCode(first))).toBe('code_not_valid')
    const { recoveryCodes: renewed } = await yard.accounts.secondFactor.renewRecoveryCodes(
      { password: PASSWORD },
      own.request(),
    )
    expect(await code(other.typeCode(second))).toBe('code_not_valid')
    expect(await code(other.typeCode(renewed[0] ?? ''))).toBe('ok')
  })

  test('is not to be guessed: every five wrong codes there is a wait, longer each time', async () => {
    const { secret } = await enrolled('anna@example.com')
    const guess = async (typed: string) => {
      const other = browser(`198.51.100.${Math.floor(Math.random() * 250)}`)
      await other.signIn('anna@example.com')
      return code(other.typeCode(typed))
    }
    const guesser = browser()
    await guesser.signIn('anna@example.com')
    const guesses = await Promise.all(Array.from({ length: 12 }, () => code(guesser.typeCode('000000'))))
    expect(guesses.filter((result) => result === 'code_not_valid')).toHaveLength(5)
    expect(await guess(codeOf(secret))).toBe('rate_limited')
    yard.nowMs += 16 * MINUTE_MS
    const failures = () =>
      yard.database.selectFrom('second_factors').select('failures').executeTakeFirstOrThrow()
    while ((await failures()).failures < 10) expect(await guess('000000')).toBe('code_not_valid')
    yard.nowMs += 16 * MINUTE_MS
    expect(await guess(codeOf(secret))).toBe('rate_limited')
    yard.nowMs += 16 * MINUTE_MS
    expect(await guess(codeOf(secret))).toBe('ok')
    expect((await failures()).failures).toBe(0)
  })

  test('cannot be typed without the password first, in another browser, or too late', async () => {
    const { secret } = await enrolled('anna@example.com')
    expect(await code(browser().typeCode(codeOf(secret)))).toBe('sign_in_expired')
    const other = browser()
    await other.signIn('anna@example.com')
    yard.nowMs += 11 * MINUTE_MS
    expect(await code(other.typeCode(codeOf(secret)))).toBe('sign_in_expired')
  })

  test('is asked for also after a lost password was reset', async () => {
    await enrolled('anna@example.com')
    await forgotten('anna@example.com')
    await setNew(tokenIn(yard.mails[0]?.text ?? ''))
    expect(await browser().signIn('anna@example.com', NEW_PASSWORD)).toBe('code')
  })

  test('is switched off with the password, or by an administrator, which is written down', async () => {
    const { own } = await enrolled('anna@example.com')
    const remove = (password: string) => code(yard.accounts.secondFactor.remove({ password }, own.request()))
    expect(await remove('wrong')).toBe('password_wrong')
    expect(await remove(PASSWORD)).toBe('ok')
    expect(await browser().signIn('anna@example.com')).toBe('in')
    const bob = await enrolled('bob@example.com')
    const removed = await asMachine('people.remove-second-factor', { person: 'bob@example.com' })
    expect(removed).toEqual({ removed: 'bob@example.com' })
    expect(await code(bob.own.caller())).toBe('not_signed_in')
    expect(await browser().signIn('bob@example.com')).toBe('in')
    const again = asMachine('people.remove-second-factor', { person: 'bob@example.com' })
    expect(await code(again)).toBe('second_factor_conflict')
    const line = await yard.database
      .selectFrom('audit_lines')
      .select(['who', 'input'])
      .where('action', '=', 'people.remove-second-factor')
      .where('result', '=', 'ok')
      .executeTakeFirst()
    expect(line).toEqual({ who: 'this machine', input: '{"person":"bob@example.com"}' })
  })

  test('is stored so that nobody can use what is stored', async () => {
    const { secret, recoveryCodes } = await enrolled('anna@example.com')
    const stored = JSON.stringify([
      await yard.database.selectFrom('second_factors').selectAll().execute(),
      await yard.database.selectFrom('recovery_codes').selectAll().execute(),
      await yard.database.selectFrom('audit_lines').selectAll().execute(),
    ])
    for (const one of [secret, ...recoveryCodes, ...recoveryCodes.map((each) => each.replaceAll('-', ''))]) {
      expect(stored.toLowerCase()).not.toContain(one.toLowerCase())
    }
  })
})
