import {
  type AnyAction,
  accountActions,
  auditActions,
  createAccount,
  createToken,
  listSessions,
  memberActions,
  signingInActions,
} from '@aipress/contract'
import { afterAll, beforeAll } from 'vitest'
import { type DoorsPlatform, emailOf, startDoorsPlatform } from '../../../../test/harness/doors-platform.ts'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type Asker, describeAuthorisation } from '../actions/authorisation.suite.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())

/** `sites.create` names its account too; that is tested with the sites. */
const actions: AnyAction[] = [...accountActions, ...memberActions, ...auditActions, ...signingInActions]

describeAuthorisation('accounts, people, sessions, tokens and the audit log', actions, async () => {
  const platform = await startDoorsPlatform(postgres)
  const call = async (action: AnyAction, input: Record<string, unknown>, as: Asker | 'owner') =>
    platform.actions.call(action.name, input, await callerOf(platform, as))
  const made = (await call(createToken, { name: 'owner’s own script' }, 'owner')) as {
    token: { tokenId: string }
  }
  const { items } = (await call(listSessions, {}, 'owner')) as { items: { sessionId: string }[] }
  const sessionIds = items.map(({ sessionId }) => sessionId)
  await call(createAccount, { name: 'Secret Agency' }, 'administrator')
  return {
    call,
    foreign: {
      token: [made.token.tokenId, 'owner’s own script'],
      session: sessionIds,
      account: ['Secret Agency'],
      person: [platform.personIds.owner, emailOf('owner')],
    },
    hidden: [
      made.token.tokenId,
      'owner’s own script',
      ...sessionIds,
      'Secret Agency',
      platform.personIds.owner,
    ],
    close: () => platform[Symbol.asyncDispose](),
  }
})

function callerOf({ accounts, tokens }: DoorsPlatform, as: Asker | 'owner') {
  const headers = { authorization: `Bearer ${tokens[as]}` }
  return accounts.authenticate(new Request('http://aipress.localhost/', { headers }))
}
