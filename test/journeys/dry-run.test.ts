import {
  ACTIONS,
  AipressError,
  type AnyAction,
  addHostname,
  changeModel,
  changeSiteTier,
  createAccount,
  createSite,
  createToken,
  DryRun,
  deleteSite,
  exampleInput,
  invitePerson,
  isSettled,
  listShards,
  renameSite,
  showOperation,
  suspendSite,
} from '@aipress/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  CONSOLE_HOST,
  type SimulatedPlatform,
  startSimulatedPlatform,
} from '../harness/simulated-platform.ts'

/** Things that inputs may name. */
let things: Readonly<Record<string, string>>
let platform: SimulatedPlatform

beforeAll(async () => {
  platform = await startSimulatedPlatform()
  const { accountId } = await platform.call(createAccount, { name: 'Blue Agency' })
  const { person } = await platform.call(invitePerson, {
    email: 'someone@example.com',
    role: 'owner',
    account: accountId,
  })
  const token = await platform.call(createToken, { name: 'deploy' }).catch(() => undefined)
  const { site, operation } = await vi.waitFor(
    () => platform.call(createSite, { title: 'Corner Bakery', account: accountId }),
    { timeout: 30_000, interval: 50 },
  )
  await settled(operation.operationId)
  const { items } = await platform.call(listShards, {})
  things = {
    site: site.siteId,
    account: accountId,
    person: person.personId,
    shard: items[0]?.shardId ?? '',
    operation: operation.operationId,
    ...(token === undefined ? {} : { token: token.token.tokenId }),
  }
}, 60_000)
afterAll(() => platform?.[Symbol.asyncDispose]())

const settled = (operation: string) =>
  vi.waitFor(
    async () => expect(isSettled((await platform.call(showOperation, { operation })).state)).toBe(true),
    { timeout: 30_000, interval: 20 },
  )

const dry = async (action: AnyAction, input: Record<string, unknown>): Promise<DryRun> =>
  DryRun.parse(await platform.call(action, input, { dryRun: true }))

/** What the chat answers, as it comes. */
async function say(text: string, conversationId?: string): Promise<string> {
  const response = await platform.machineFetch(`http://${CONSOLE_HOST}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-aipress-door': 'cli' },
    body: JSON.stringify({ text, conversationId }),
  })
  return response.text()
}

/** What reconcilers and audit write all the time. */
const RESTLESS = ['reconciler_runs', 'audit_lines', 'audit_chain']

/** Every row of every table, in short. */
async function everything(): Promise<Record<string, string>> {
  const { database } = platform.core.front
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(database)
  const digests = await Promise.all(
    tables
      .filter(({ name }) => !RESTLESS.includes(name))
      .map(async ({ name }) => {
        const { rows } = await sql<{ digest: string }>`
          select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest
          from ${sql.table(name)} t`.execute(database)
        return [name, rows[0]?.digest ?? ''] as const
      }),
  )
  return Object.fromEntries(digests)
}

const REACHED = [
  'sites.create',
  'sites.rename',
  'sites.suspend',
  'sites.delete',
  'sites.wp',
  'sites.tier',
  'sites.pin',
  'sites.label',
  'cache.purge',
  'hostnames.add',
  'shards.create',
  'people.invite',
  'people.remove',
  'accounts.create',
  'access.give',
  'tokens.create',
  'models.change',
  'php.set',
  'cron.run',
]

describe('a dry run', () => {
  test('of one neither ends nor delays what others do at the same moment', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `Account ${index}`)
    const both = names.flatMap((name) => [
      platform.call(createAccount, { name }),
      dry(suspendSite, { site: things.site ?? '' }),
      dry(createAccount, { name: `Never ${name}` }),
    ])
    for (const outcome of await Promise.allSettled(both)) expect(outcome.status).toBe('fulfilled')
  })

  test('of any action that changes something changes nothing at all', async () => {
    const before = await everything()
    const reached: string[] = []
    for (const action of ACTIONS.filter(({ effect }) => effect !== 'reads')) {
      const input = { ...exampleInput(action) } as Record<string, unknown>
      for (const name of Object.keys(input)) if (things[name] !== undefined) input[name] = things[name]
      if (action.name === 'sites.create') input.title = 'Never'
      const told = await dry(action, input).catch((error: unknown) => error)
      expect(told instanceof AipressError ? told.code : 'told', action.name).not.toBe('internal_error')
      if (!(told instanceof AipressError) && (told as DryRun).wouldChange) reached.push(action.name)
    }
    expect(await everything()).toEqual(before)
    // These came as far as their first effect; others are refused for what the example names.
    expect(reached).toEqual(expect.arrayContaining(REACHED))
  })

  test('tells what would happen and what would have to be typed', async () => {
    const site = things.site ?? ''
    expect(await dry(deleteSite, { site })).toMatchObject({
      action: 'sites.delete',
      wouldChange: true,
      title: `Delete a site: ${site}`,
      confirm: site,
      effects: expect.arrayContaining([expect.stringContaining('undelete')]),
    })
  })

  test('of another tier tells the price before and after, what the account pays then, and that nobody notices', async () => {
    expect((await dry(changeSiteTier, { site: things.site ?? '', tier: 'gold' })).effects).toEqual([
      'The site costs $15 a month from then on, instead of $2.',
      'The account Blue Agency then pays $15 a month for its 1 site, instead of $2.',
      expect.stringMatching(
        /^It may use 100 GB of storage, and 1,000 GB of bandwidth and 1,000,000 visits a month, instead of 5 GB, 50 GB and 10,000\.$/,
      ),
      expect.stringMatching(/^It is moved to servers of its own: visitors are served all the while/),
      'tier: gold',
    ])
  })

  test('stands on the card that asks to approve what costs more', async () => {
    const asked = await say('make corner-bakery gold')
    expect(asked).toContain('"title":"Change the tier of a site: Corner Bakery (corner-bakery)"')
    expect(asked).toContain('The site costs $15 a month from then on, instead of $2.')
    expect(asked).toContain('The account Blue Agency then pays $15 a month')
    expect(await say('create a gold site called Golden Bakery')).toMatch(
      /"A gold site costs \$15 a month\.","The account Platform then pays \$15 a month for its 1 site, instead of \$0\."/,
    )
    const conversationId = /"conversationId":"([^"]+)"/.exec(asked)?.[1]
    const done = await say('yes', conversationId)
    expect(done).toContain('Corner Bakery is a gold site now, for $15 a month.')
  })

  test('is refused as the call itself would be', async () => {
    const site = things.site ?? ''
    await expect(dry(suspendSite, { site: 'nowhere' })).rejects.toMatchObject({ code: 'site_not_found' })
    await expect(dry(renameSite, { site, title: '' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(dry(showOperation, { operation: 'op_1' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(dry(createSite, { title: 'Corner Bakery' })).rejects.toMatchObject({
      code: 'site_name_taken',
    })
    await expect(dry(changeModel, { model: 'acme/best' })).rejects.toMatchObject({ code: 'invalid_input' })
    const other = await platform.call(createSite, { title: 'Other' })
    await settled(other.operation.operationId)
    const added = await platform.call(addHostname, { site: 'other', hostname: 'other.example.com' })
    await settled(added.operation.operationId)
    const taken = dry(addHostname, { site, hostname: 'other.example.com' })
    await expect(taken).rejects.toMatchObject({ code: 'hostname_taken' })
    const { operation } = await platform.call(suspendSite, { site })
    await settled(operation.operationId)
    const again = await dry(suspendSite, { site }).catch((error: unknown) => error)
    expect(again).toMatchObject({ code: 'site_state_conflict' })
  })
})
