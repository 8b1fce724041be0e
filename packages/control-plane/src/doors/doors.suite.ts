import {
  AipressError,
  type AnyAction,
  createAccount,
  createToken,
  type Door,
  exportAudit,
  invitePerson,
  listAccounts,
  listAudit,
  listPeople,
  listTokens,
  newId,
  removePerson,
  revokeToken,
  showMe,
  verifyAudit,
} from '@aipress/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type DoorsPlatform,
  emailOf,
  type Persona,
  startDoorsPlatform,
} from '../../../../test/harness/doors-platform.ts'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'

/** How a door is driven: the caller's token stands for who calls; failures are `AipressError`. */
export interface OpenDoor {
  /** Confirms what must be confirmed, the way this door does it. */
  call(action: AnyAction, input: Record<string, unknown>, token: string): Promise<unknown>
  close?(): Promise<void>
}

/** The behaviour that every door owes: the same call, the same answer, the same refusals, the same traces. */
export function describeDoor(
  name: string,
  door: Door,
  open: (platform: DoorsPlatform) => OpenDoor | Promise<OpenDoor>,
) {
  describe(`the ${name} door`, () => {
    let postgres: TestPostgres
    let platform: DoorsPlatform
    let opened: OpenDoor

    beforeAll(async () => {
      postgres = await startPostgres()
      platform = await startDoorsPlatform(postgres)
      opened = await open(platform)
    })
    afterAll(async () => {
      await opened?.close?.()
      await platform?.[Symbol.asyncDispose]()
      await postgres?.[Symbol.asyncDispose]()
    })

    const call = (action: AnyAction, input: Record<string, unknown>, as: Persona = 'administrator') =>
      opened.call(action, input, platform.tokens[as])
    const failure = (promise: Promise<unknown>) =>
      promise.then(
        () => expect.fail('the call succeeded'),
        (error: unknown) =>
          error instanceof AipressError ? error.toBody() : expect.fail(`not an AipressError: ${error}`),
      )
    /** What the path itself answers or throws, without any door. */
    const directly = async (action: AnyAction, input: unknown, as: Persona) => {
      const authorization = `Bearer ${platform.tokens[as]}`
      const request = new Request('http://aipress.localhost/', { headers: { authorization } })
      const caller = await platform.accounts.authenticate(request)
      return platform.actions.call(action.name, input, caller)
    }

    test.each(['administrator', 'owner', 'readOnly'] as const)('tells the %s who they are', async (as) => {
      const answer = await call(showMe, {}, as)
      expect(answer).toEqual(await directly(showMe, {}, as))
    })

    test('answers a list as the path itself does, with its limit', async () => {
      const input = { limit: 2 }
      const answer = await call(listPeople, input)
      expect(answer).toEqual(await directly(listPeople, input, 'administrator'))
      expect(answer).toMatchObject({
        items: [expect.anything(), expect.anything()],
        nextCursor: expect.anything(),
      })
    })

    test('creates, and what was created is there', async () => {
      const accountName = `Agency ${newId('account')}`
      const account = await call(createAccount, { name: accountName })
      expect(account).toMatchObject({ name: accountName, sites: 0, people: 0 })
      expect(await call(listAccounts, {})).toMatchObject({ items: expect.arrayContaining([account]) })
    })

    test('destroys, once confirmed', async () => {
      const email = `${newId('person')}@example.com`
      await call(invitePerson, { email })
      expect(await call(removePerson, { person: email })).toEqual({ removed: email, withdrawn: true })
      expect(await failure(call(removePerson, { person: email }))).toMatchObject({ code: 'person_not_found' })
    })

    test('an owner has tokens of their own and sees no other’s', async () => {
      const tokenName = newId('token')
      const made = await call(createToken, { name: tokenName, days: 3 }, 'owner')
      expect(made).toMatchObject({ secret: expect.stringMatching(/^aip_/), token: { name: tokenName } })
      expect(JSON.stringify(await call(listTokens, {}, 'otherOwner'))).not.toContain(tokenName)
      const stolen = failure(call(revokeToken, { token: tokenName }, 'otherOwner'))
      expect(await stolen).toMatchObject({ code: 'token_not_found' })
      expect(await call(revokeToken, { token: tokenName }, 'owner')).toEqual({ revoked: tokenName })
    })

    test.each([
      ['an address that is none', invitePerson, { email: 'anna' }, 'administrator'],
      ['a number that is too large', listPeople, { limit: 1_000 }, 'administrator'],
      ['an account that is not there', listPeople, { account: 'nowhere' }, 'administrator'],
      ['a person who is there already', invitePerson, { email: emailOf('owner') }, 'administrator'],
      ['an owner who asks for another’s people', listPeople, { account: 'otherowner' }, 'owner'],
      ['an owner who makes an account', createAccount, { name: 'Mine' }, 'owner'],
      ['an owner who reads the audit log', listAudit, {}, 'owner'],
      ['an owner who verifies the audit log', verifyAudit, {}, 'owner'],
      ['an owner who exports the audit log', exportAudit, {}, 'owner'],
      ['a time that is none', listAudit, { from: 'tomorrow' }, 'administrator'],
      ['an account in a filter that is not there', listAudit, { account: 'nowhere' }, 'administrator'],
      ['a read-only token that creates', createAccount, { name: 'Mine' }, 'readOnly'],
    ] as [string, AnyAction, Record<string, unknown>, Persona][])(
      'refuses %s in the same words',
      async (...row) => {
        const [, action, input, as] = row
        const refused = await failure(call(action, input, as))
        expect(refused).toEqual(await failure(directly(action, input, as)))
      },
    )

    test('lets nobody in without a valid token', async () => {
      expect(await failure(call(showMe, {}, 'nobody'))).toMatchObject({ code: 'not_signed_in' })
    })

    test('picks lines of the audit log as the path itself does', async () => {
      await failure(call(invitePerson, { email: emailOf('owner') }))
      const input = {
        who: 'token of ADMIN',
        action: 'people.invite',
        door,
        result: 'person_exists',
        from: '2020-01-01',
        to: '2999-12-31T23:59:59Z',
        text: 'owner@example.com',
        limit: 1,
      }
      const answer = await call(listAudit, input)
      expect(answer).toEqual(await directly(listAudit, input, 'administrator'))
      expect(answer).toMatchObject({ items: [{ action: 'people.invite', door, result: 'person_exists' }] })
    })

    test('verifies and exports the audit log', async () => {
      expect(await call(verifyAudit, {})).toMatchObject({ intact: true, first: 1, problems: [] })
      for (const _ of [1, 2, 3]) await directly(createAccount, { name: newId('account') }, 'administrator')
      // Asking by the chat leaves lines of its own.
      const asked = { format: 'jsonl', limit: 2, action: 'accounts.create' }
      const exported = await call(exportAudit, asked)
      expect(exported).toEqual(await directly(exportAudit, asked, 'administrator'))
      expect(exported).toMatchObject({ lines: 2, nextCursor: expect.anything() })
    })

    test('leaves a line in the audit log that names it', async () => {
      const accountName = `Audited ${newId('account')}`
      await call(createAccount, { name: accountName }, 'administrator')
      const { items } = (await directly(listAudit, { action: 'accounts.create' }, 'administrator')) as {
        items: { door: Door; input: string; who: string; result: string }[]
      }
      const line = items.find((one) => one.input.includes(accountName))
      expect(line).toMatchObject({ door, who: 'token of administrator', result: 'ok' })
    })
  })
}
