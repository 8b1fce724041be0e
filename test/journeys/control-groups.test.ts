import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AipressError,
  type AnyAction,
  addHostname,
  createSite,
  DryRun,
  deleteSite,
  dismissPhpError,
  listCron,
  listHostnames,
  listMail,
  listOperations,
  listPhpErrors,
  listShards,
  listSites,
  loginToSite,
  lookUpHostname,
  purgeCache,
  rankSites,
  readSiteLogs,
  removeHostname,
  renameSite,
  resumeSite,
  runCron,
  runWpCli,
  type Site,
  setPhp,
  showMail,
  showOperation,
  showSite,
  showStatus,
  suspendSite,
  undeleteSite,
  watchOperation,
} from '@aipress/contract'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { groupService } from '../../packages/control-plane/src/drivers/local/machine.ts'
import { query } from '../../packages/machine/src/postgres.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import {
  answersAgain,
  BACK_SECONDS_MAX,
  type Created,
  createRunning,
  eventually,
} from './bad-days-support.ts'

/** One platform of two control groups: three processes. The tests go on in turn. */
let cloud: LocalCloud
const TWO_GROUPS = { AIPRESS_GROUPS: '2' }
/** By group. */
const created = new Map<number, Created>()

/** It was one process before, with a site. */
beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: { AIPRESS_SHARDS_MAX: '1', AIPRESS_SITES_PER_SHARD: '8', AIPRESS_WARM_SLOTS: '1' },
  })
  created.set(1, await createRunning(cloud, 'First Site'))
  await cloud.up(TWO_GROUPS)
}, 240_000)
afterAll(() => cloud?.[Symbol.asyncDispose]())

const done = async ({ operation }: { operation: { operationId: string } }) =>
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })

const failure = (call: Promise<unknown>) =>
  call.then(
    (answer) => expect.fail(`it was answered: ${JSON.stringify(answer)}`),
    (error: unknown) => (error instanceof AipressError ? error : expect.fail(`not ours: ${error}`)),
  )

async function groupOf(site: Site): Promise<number> {
  const { items } = await cloud.call(listShards, {})
  return items.find(({ shardId }) => shardId === site.shardId)?.controlGroup ?? 0
}

const siteOf = (group: number) => created.get(group)?.site.name ?? ''
const hostOf = (group: number) => created.get(group)?.hostname ?? ''

describe('with both groups at work', () => {
  test('each has a process and a shard of its own, and a database', async () => {
    // On a machine that has just started ten processes, a group may be late with its first answer.
    const { parts } = await vi.waitFor(
      async () => {
        const { healthy, missing, ...status } = await cloud.call(showStatus, {})
        expect({ healthy, missing }).toEqual({ healthy: true, missing: undefined })
        return status
      },
      { timeout: 60_000, interval: 500 },
    )
    expect(parts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['control-plane', 'control-plane-1', 'control-plane-2', 'shard-002/php']),
    )
    const { items } = await cloud.call(listShards, {})
    expect(items.map(({ controlGroup }) => controlGroup).sort()).toEqual([1, 2])
    const databases = await query(cloud.layout, 'postgres', 'SELECT datname FROM pg_database ORDER BY 1')
    expect(databases.map(({ datname }) => datname)).toEqual(
      expect.arrayContaining(['aipress', 'aipress_group_2']),
    )
    expect(await tablesOf('aipress_group_2')).toEqual([
      'cron_runs',
      'cron_sites',
      'engine_executors',
      'engine_operations',
      'kysely_migration',
      'kysely_migration_lock',
      'mail',
      'past_wordpress_runs',
      'php_errors',
      'php_log_positions',
    ])
  })

  test('a site from before is in group 1, and the next one goes where there is more room', async () => {
    expect(await groupOf(await cloud.call(showSite, { site: 'first-site' }))).toBe(1)
    const second = await createRunning(cloud, 'Second Site')
    expect(await groupOf(second.site)).toBe(2)
    created.set(2, second)
    const { controlGroup } = await eventually(
      () => cloud.call(lookUpHostname, { hostname: hostOf(2) }),
      BACK_SECONDS_MAX,
    )
    expect(controlGroup).toBe('control-plane-2')
  })

  test.each([1, 2])('whatever is asked of a site of group %i works through the front', async (group) => {
    const site = siteOf(group)
    expect((await cloud.fetchSite(hostOf(group))).status).toBe(200)
    expect(await cloud.call(showSite, { site })).toMatchObject({ name: site, state: 'running' })
    const wp = await cloud.call(runWpCli, { site, args: ['option', 'get', 'blogname'] })
    expect(wp.stdout.trim()).toBe(created.get(group)?.site.title)
    const code = `wp_schedule_single_event(time() - 1, 'group_${group}');`
    await cloud.call(runWpCli, { site, args: ['eval', code] })
    const ran = async () => (await cloud.call(listCron, { site })).runs.flatMap(({ events }) => events)
    await expect.poll(ran, { timeout: 15_000 }).toMatchObject([{ hook: `group_${group}` }])
    expect((await cloud.call(runCron, { site })).run).toMatchObject({ outcome: 'succeeded', events: [] })
    const { lines } = await cloud.call(readSiteLogs, { site })
    expect(lines.length).toBeGreaterThan(0)
    const { url } = await cloud.call(loginToSite, { site })
    expect(new URL(url).hostname).toBe(hostOf(group))
    const hostname = `group-${group}.example.com`
    await done(await cloud.call(addHostname, { site, hostname }))
    expect((await cloud.call(listHostnames, { site })).items).toHaveLength(2)
    await done(await cloud.call(removeHostname, { site, hostname }))
    await done(await cloud.call(suspendSite, { site }))
    await done(await cloud.call(resumeSite, { site }))
    await done(await cloud.call(deleteSite, { site }))
    await done(await cloud.call(undeleteSite, { site }))
    await answersAgain(cloud, hostOf(group))
  })

  test.each([1, 2])(
    'a dry run is tried in group %i: nothing changes there, and its effects come back',
    async (group) => {
      const site = siteOf(group)
      const before = await whatIsWritten()
      const dry = async (action: AnyAction, input: object = {}) =>
        DryRun.parse(await cloud.call(action, { site, ...input }, { dryRun: true }))
      const wp = ['option', 'update', 'blogname', 'Never']
      const effects = [
        await dry(suspendSite),
        await dry(renameSite, { title: 'Never' }),
        await dry(deleteSite),
        await dry(addHostname, { hostname: 'never.example.com' }),
        await dry(runWpCli, { args: wp }),
        await dry(setPhp, { memory: '200M' }),
        await dry(purgeCache),
        await dry(runCron),
      ]
      for (const { action, wouldChange, effects: told } of effects) {
        expect([wouldChange, told.length > 0], action).toEqual([true, true])
      }
      expect(effects[2]).toMatchObject({ action: 'sites.delete', confirm: site })
      expect(effects[4]?.title).toContain('wp option update blogname Never')
      // The group itself has looked: these it refuses as it would refuse the call.
      expect((await failure(dry(resumeSite))).code).toBe('site_state_conflict')
      expect((await failure(dry(addHostname, { hostname: hostOf(3 - group) }))).code).toBe(
        'hostname_reserved',
      )

      expect(await whatIsWritten()).toEqual(before)
      const { stdout } = await cloud.call(runWpCli, { site, args: ['option', 'get', 'blogname'] })
      expect(stdout.trim()).toBe(created.get(group)?.site.title)
      expect((await cloud.fetchSite(hostOf(group))).status).toBe(200)
      expect((await cloud.fetchSite('never.example.com')).status).toBe(404)
    },
  )

  test('an operation is followed through the front, wherever it runs', async () => {
    for (const group of [1, 2]) {
      const { operation } = await cloud.call(renameSite, { site: siteOf(group), title: `Site ${group}` })
      const states: string[] = []
      const last = await cloud.call(
        watchOperation,
        { operation: operation.operationId },
        { onEvent: ({ state }) => states.push(state) },
      )
      expect(last.state).toBe('succeeded')
      expect(states.at(-1)).toBe('succeeded')
      const site = await cloud.call(showSite, { site: last.siteId ?? '' })
      created.set(group, { site, operation: last, hostname: new URL(site.url).hostname })
    }
    expect((await failure(cloud.call(showOperation, { operation: 'op_000000000000000' }))).code).toBe(
      'operation_not_found',
    )
  })

  test('operations of all groups are one list, page by page', async () => {
    const whole = await cloud.call(listOperations, { limit: 200 })
    const ids: string[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await cloud.call(listOperations, { limit: 3, ...(cursor === undefined ? {} : { cursor }) })
      expect(page.missing).toBeUndefined()
      ids.push(...page.items.map(({ operationId }) => operationId))
      cursor = page.nextCursor
    }
    expect(ids).toEqual(whole.items.map(({ operationId }) => operationId))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(16)
    const of2 = await cloud.call(listOperations, { site: siteOf(2), limit: 200 })
    expect(of2.items).toHaveLength(8)
  })

  test('mail of each site is collected by its own group, and listed together', async () => {
    for (const group of [1, 2]) {
      const code = `wp_mail("anna@example.com", "Hello from ${group}", "x");`
      await cloud.call(runWpCli, { site: siteOf(group), args: ['eval', code] })
    }
    const { items } = await eventually(async () => {
      const list = await cloud.call(listMail, { limit: 10 })
      expect(list.items.map(({ subject }) => subject).sort()).toEqual(['Hello from 1', 'Hello from 2'])
      return list
    }, 30)
    for (const { mailId, subject } of items) {
      expect(await cloud.call(showMail, { mail: mailId })).toMatchObject({ subject })
    }
    const rows = await query(cloud.layout, 'aipress_group_2', 'SELECT subject FROM mail')
    expect(rows).toEqual([{ subject: 'Hello from 2' }])
  })

  test('PHP errors of each site are counted by its own group, listed together page by page, and dismissed there', async () => {
    for (const group of [1, 2]) {
      const code = `error_log("flour is short"); error_log("oven ${group} is off");`
      await cloud.call(runWpCli, { site: siteOf(group), args: ['eval', code] })
    }
    await eventually(async () => {
      expect((await cloud.call(listPhpErrors, {})).items).toHaveLength(4)
    }, 60)
    const seen: string[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await cloud.call(listPhpErrors, { limit: 1, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...page.items.map(({ siteName, message }) => `${siteName}: ${message}`))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(4)
    const ranked = await cloud.call(rankSites, { by: 'php-errors', range: 'last 24 hours' })
    expect(ranked.missing).toBeUndefined()
    expect(ranked.items.map(({ siteName, value }) => [siteName, value]).toSorted()).toEqual(
      [1, 2].map((group) => [siteOf(group), 2]).toSorted(),
    )
    const [error] = (await cloud.call(listPhpErrors, { site: siteOf(2) })).items
    await cloud.call(dismissPhpError, { site: siteOf(2), fingerprint: error?.fingerprint ?? '' })
    expect((await cloud.call(listPhpErrors, { site: siteOf(2) })).items).toHaveLength(1)
    expect((await cloud.call(listPhpErrors, { site: siteOf(1) })).items).toHaveLength(2)
  })

  test('a site that is not is not found, before any group hears of it', async () => {
    expect((await failure(cloud.call(suspendSite, { site: 'nobodys-site' }))).code).toBe('site_not_found')
  })

  test('an idempotency key makes one site, in whichever group', async () => {
    const call = () => cloud.call(createSite, { title: 'Only Once' }, { idempotencyKey: 'only-once' })
    const [first, second] = await Promise.all([call(), call()])
    expect(second.site.siteId).toBe(first.site.siteId)
    await done(first)
    expect((await cloud.call(listSites, { search: 'only-once' })).total).toBe(1)
  })
})

describe('with group 2 dead and kept from coming back', () => {
  beforeAll(async () => {
    await cloud.supervisor.signal(groupService(2), 'KILL')
    await cloud.supervisor.stop(groupService(2), AbortSignal.timeout(30_000))
  })

  test('its sites answer visitors, as do the others', async () => {
    for (const group of [1, 2]) expect((await cloud.fetchSite(hostOf(group))).status).toBe(200)
  })

  test('lists and searches answer, with all sites, and say which part is missing', async () => {
    const sites = await cloud.call(listSites, {})
    expect(sites.items.map(({ name }) => name)).toEqual(expect.arrayContaining([siteOf(1), siteOf(2)]))
    expect(sites.missing).toEqual(['control-plane-2'])
    const ranked = await cloud.call(rankSites, { by: 'php-errors', range: 'last 24 hours' })
    expect(ranked).toMatchObject({ items: [{ siteName: siteOf(1) }], missing: ['control-plane-2'] })
    const found = await cloud.call(listSites, { search: siteOf(2) })
    expect(found.items).toMatchObject([{ name: siteOf(2) }])
    expect(await cloud.call(showSite, { site: siteOf(2) })).toMatchObject({ state: 'running' })

    const operations = await cloud.call(listOperations, {})
    expect(operations.missing).toEqual(['control-plane-2'])
    expect(operations.items.length).toBeGreaterThan(0)
    const mail = await cloud.call(listMail, {})
    expect(mail).toMatchObject({ items: [{ subject: 'Hello from 1' }], missing: ['control-plane-2'] })
    const shards = await cloud.call(listShards, {})
    expect(shards).toMatchObject({ missing: ['control-plane-2'] })
    expect(shards.items.map(({ controlGroup, parts }) => [controlGroup, parts.length]).sort()).toEqual([
      [1, 3],
      [2, 0],
    ])
    const status = await cloud.call(showStatus, {})
    expect(status).toMatchObject({ healthy: false, missing: ['control-plane-2'] })
    expect(status.parts.find(({ name }) => name === 'control-plane-2')).toMatchObject({ healthy: false })
  })

  test('what concerns its sites is refused at once, with its name and what to do', async () => {
    const startedAt = Date.now()
    const refused = await failure(cloud.call(suspendSite, { site: siteOf(2) }))
    expect(refused).toMatchObject({ code: 'control_group_unavailable', retryable: true })
    expect(refused.message).toBe('control-plane-2 does not answer.')
    expect(refused.hint).toContain('go on serving visitors')
    expect(Date.now() - startedAt).toBeLessThan(3_000)
    const { operation } = created.get(2) ?? {}
    const known = await failure(cloud.call(showOperation, { operation: operation?.operationId ?? '' }))
    expect(known.code).toBe('control_group_unavailable')
  })

  test('what concerns others works, and a new site goes there', async () => {
    await done(await cloud.call(suspendSite, { site: siteOf(1) }))
    await done(await cloud.call(resumeSite, { site: siteOf(1) }))
    for (const title of ['Spare One', 'Spare Two']) {
      expect(await groupOf((await createRunning(cloud, title)).site)).toBe(1)
    }
  })

  test('once it is back everything is as it was', async () => {
    await cloud.up(TWO_GROUPS)
    const { items, missing } = await cloud.call(listOperations, { site: siteOf(2) })
    expect({ missing, some: items.length > 0 }).toEqual({ missing: undefined, some: true })
    await done(await cloud.call(suspendSite, { site: siteOf(2) }))
    await done(await cloud.call(resumeSite, { site: siteOf(2) }))
    await answersAgain(cloud, hostOf(2))
    expect((await cloud.call(showStatus, {})).missing).toBeUndefined()
  })
})

describe('another number of groups', () => {
  test('a group that has a shard is not left behind, and nothing is changed for the attempt', async () => {
    await expect(cloud.up({ AIPRESS_GROUPS: '1' })).rejects.toThrow(
      /^Control group 2 has shards: shard-00\d\.$/,
    )
    expect((await cloud.supervisor.list()).map(({ name, up }) => (up ? name : ''))).toContain(
      'control-plane-2',
    )
    expect((await cloud.call(listSites, {})).missing).toBeUndefined()
  })

  test('a newer schema is left alone: the process says so and does not start', async () => {
    const mark = "INSERT INTO kysely_migration (name, timestamp) VALUES ('999_from_the_future', '')"
    await query(cloud.layout, 'aipress_group_2', mark)
    await cloud.supervisor.signal(groupService(2), 'KILL')
    await eventually(async () => {
      expect(await logOf(groupService(2))).toContain('was made by a newer AIPress (999_from_the_future)')
    }, 30)
    expect((await failure(cloud.call(suspendSite, { site: siteOf(2) }))).code).toBe(
      'control_group_unavailable',
    )
  })
})

const logOf = (service: string) => readFile(join(cloud.layout.log(service), 'current'), 'utf8')

async function tablesOf(database: string): Promise<unknown[]> {
  const rows = await query(
    cloud.layout,
    database,
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  )
  return rows.map(({ tablename }) => tablename)
}

/** What the calls that are tried would write, in the directory and in each group: every row of it, in short. */
async function whatIsWritten(): Promise<Record<string, unknown>> {
  const written: Record<string, unknown> = {}
  const directory = ['sites', 'hostnames', 'site_labels', 'idempotency_keys', 'engine_operations']
  const tables = { aipress: directory, aipress_group_2: ['engine_operations'] }
  for (const [database, names] of Object.entries(tables)) {
    for (const name of names) {
      const sum = `SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM ${name} t`
      written[`${database}.${name}`] = await query(cloud.layout, database, sum)
    }
  }
  return written
}
