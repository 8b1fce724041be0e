import {
  ACTIONS,
  addHostname,
  type Client,
  createToken,
  deleteSite,
  listSessions,
  listSites,
  listTokens,
  type Site,
  showMe,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Asker,
  type AuthorisationSubject,
  describeAuthorisation,
  untestedActions,
} from '../../packages/control-plane/src/actions/authorisation.suite.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import {
  callTool,
  clientOf,
  connectedProgram,
  joinOwner,
  mailFrom,
  mcpClient,
  type Owner,
  siteOf,
} from './owners-support.ts'

/** One platform with two customers; every action of the contract is tried at two doors. */
let cloud: LocalCloud
let anna: Owner
let site: Site
let things: Pick<AuthorisationSubject, 'foreign' | 'hidden'>
const TOKEN_NAME = 'annas-secret-token'
const PROGRAM_NAME = 'annas-secret-program'
const TOKENS = 4

beforeAll(async () => {
  cloud = await startLocalCloud()
  anna = await joinOwner(cloud, 'anna@example.com')
  site = await siteOf(cloud, anna, 'Secret Bakery')
  const deleted = await siteOf(cloud, anna, 'Hidden Garden')
  const { operation } = await anna.client.call(addHostname, {
    site: 'secret-bakery',
    hostname: 'secret.example.com',
  })
  await cloud.settled(operation.operationId)
  const removal = await anna.client.call(deleteSite, { site: deleted.siteId })
  await cloud.settled(removal.operation.operationId)
  const mailId = await mailFrom(anna, site, 'Secret recipe')
  const { token } = await anna.client.call(createToken, { name: TOKEN_NAME })
  const programId = await connectedProgram(cloud, anna, PROGRAM_NAME)
  const { accountId } = await anna.client.call(showMe, {})
  const { items: sessions } = await anna.client.call(listSessions, {})
  const sessionIds = sessions.map(({ sessionId }) => sessionId)
  // The one in which she allowed the program is the second.
  expect(sessionIds).toHaveLength(2)
  things = {
    foreign: {
      site: [
        site.siteId,
        'secret-bakery',
        'Secret Bakery',
        'secret-bakery.localhost',
        'secret.example.com',
        deleted.siteId,
        'hidden-garden',
      ],
      operation: [operation.operationId, removal.operation.operationId],
      mail: [mailId],
      token: [token.tokenId, TOKEN_NAME],
      session: sessionIds,
      program: [programId, PROGRAM_NAME],
      account: [accountId, anna.accountName],
      person: [anna.personId, anna.email],
    },
    hidden: [
      site.siteId,
      deleted.siteId,
      'secret-bakery',
      'Secret Bakery',
      'secret.example.com',
      'hidden-garden',
      'Hidden Garden',
      operation.operationId,
      mailId,
      'Secret recipe',
      token.tokenId,
      TOKEN_NAME,
      ...sessionIds,
      programId,
      PROGRAM_NAME,
      accountId,
      anna.email,
    ],
  }
}, 180_000)
afterAll(() => cloud?.[Symbol.asyncDispose]())

/** Tokens in plenty for each door, as one alone would soon be told to slow down. */
async function tokens(door: string): Promise<Record<Asker, string[]>> {
  const other = await joinOwner(cloud, `other-${door}@example.com`)
  await siteOf(cloud, other, `Plain ${door}`)
  const several = (client: Pick<Client, 'call'>, readOnly = false) => {
    const names = Array.from({ length: TOKENS }, (_, index) => `${door} ${readOnly} ${index}`)
    return Promise.all(names.map(async (name) => (await client.call(createToken, { name, readOnly })).secret))
  }
  return {
    administrator: await several(cloud),
    readOnly: await several(cloud, true),
    otherOwner: await several(other.client),
  }
}

/** Each call by the next of its asker's. */
function inTurn<T>(byAsker: Record<Asker, T[]>): (as: Asker) => T {
  let turn = 0
  return (as) => {
    turn += 1
    return byAsker[as][turn % byAsker[as].length] as T
  }
}

describeAuthorisation('REST', ACTIONS, async () => {
  const token = inTurn(await tokens('rest'))
  return { ...things, call: (action, input, as) => clientOf(cloud, token(as)).call(action, input) }
})

describeAuthorisation('MCP', ACTIONS, async () => {
  const { administrator, readOnly, otherOwner } = await tokens('mcp')
  const connect = (secrets: string[]) => Promise.all(secrets.map((secret) => mcpClient(cloud, secret)))
  const byAsker = {
    administrator: await connect(administrator),
    readOnly: await connect(readOnly),
    otherOwner: await connect(otherOwner),
  }
  const client = inTurn(byAsker)
  return {
    ...things,
    call: (action, input, as) => callTool(client(as), action, input),
    close: async () =>
      void (await Promise.all(
        Object.values(byAsker)
          .flat()
          .map((one) => one.close()),
      )),
  }
})

test('no action is without a test of who may do it', async () => {
  const list = untestedActions(ACTIONS, Object.keys(things.foreign)).join('\n')
  await expect(list).toMatchFileSnapshot('authorisation-untested.txt')
})

test('after all that, everything of the first owner is as it was', async () => {
  const { items } = await anna.client.call(listSites, {})
  expect(items).toMatchObject([{ siteId: site.siteId, title: 'Secret Bakery', state: 'running' }])
  expect(items[0]?.hostnames.map(({ hostname }) => hostname).sort()).toEqual([
    'secret-bakery.localhost',
    'secret.example.com',
  ])
  expect((await anna.client.call(listTokens, {})).items.map(({ name }) => name)).toContain(TOKEN_NAME)
})
