import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimHostname } from '../hostnames/index.ts'
import type { Database, Tx } from '../kernel/database.ts'
import { ofAccount } from '../kernel/scope.ts'
import { openSiteBatches } from './site-batches.ts'
import { listSiteRecords } from './site-list.ts'
import { freeNameLike } from './site-name-store.ts'
import { changeSite, findSite, indexForSearch, insertSite, resolveSite, revertSite } from './site-store.ts'
import { openTestDirectory, type TestDirectory } from './testing/test-directory.ts'

let opened: TestDirectory
let directory: Database
let insert: TestDirectory['insert']
beforeAll(async () => {
  opened = await openTestDirectory()
  directory = opened.directory
  insert = opened.insert
})
afterAll(() => opened?.[Symbol.asyncDispose]())

const inTransaction = <T>(work: (tx: Tx) => Promise<T>) => directory.transaction().execute(work)

/** Each test has an account of its own. */
const listed = async (accountId: string, search?: string) =>
  (await listSiteRecords(directory, { scope: ofAccount(accountId), search, limit: 200 })).items.map(
    ({ name }) => name,
  )

test('searching takes what is typed for itself, not for a pattern', async () => {
  const accountId = 'acc_search'
  await insert('half', { accountId, title: '50% off' })
  await insert('under', { accountId, title: 'a_b' })
  await insert('back', { accountId, title: 'a\\b' })
  await insert('plain', { accountId, title: 'aXb 50 off' })
  expect(await listed(accountId, '50%')).toEqual(['half'])
  expect(await listed(accountId, 'a_b')).toEqual(['under'])
  expect(await listed(accountId, 'a\\b')).toEqual(['back'])
  expect(await listed(accountId, '%')).toEqual(['half'])
  expect(await listed(accountId, '\\')).toEqual(['back'])
  expect(await listed(accountId, '  PLAIN ')).toEqual(['plain'])
  expect(await listed(accountId, "'; drop table sites; --")).toEqual([])
  expect(await listed(accountId, ' ')).toHaveLength(4)
})

test('searching finds hostnames too, of the caller’s own account only', async () => {
  const { siteId } = await insert('with-domain', { accountId: 'acc_host' })
  const row = { siteId, hostname: 'flour.example.com', kind: 'custom', primary: false } as const
  await inTransaction(async (tx) => {
    await claimHostname(tx, row)
    const names = { name: 'with-domain', title: 'with-domain', hostnames: [row.hostname] }
    await indexForSearch(tx, siteId, names)
  })
  expect(await listed('acc_host', 'flour.ex')).toEqual(['with-domain'])
  expect(await listed('acc_other', 'flour.ex')).toEqual([])
})

test('pages follow one another without gap or repetition, while sites come and go', async () => {
  const accountId = 'acc_pages'
  for (const name of ['p-e', 'p-a', 'p-d', 'p-b', 'p-c']) await insert(name, { accountId })
  const page = async (cursor?: string) => {
    const { items, nextCursor } = await listSiteRecords(directory, {
      scope: ofAccount(accountId),
      limit: 2,
      cursor,
    })
    return { names: items.map(({ name }) => name), nextCursor }
  }
  const first = await page()
  expect(first.names).toEqual(['p-a', 'p-b'])
  await insert('p-aa', { accountId })
  const second = await page(first.nextCursor)
  expect(second.names).toEqual(['p-c', 'p-d'])
  expect(await page(second.nextCursor)).toEqual({ names: ['p-e'], nextCursor: undefined })
})

test('deleted sites are listed only where they are asked for', async () => {
  const accountId = 'acc_deleted'
  await insert('gone', { accountId, state: 'deleted' })
  expect(await listed(accountId)).toEqual([])
  const scope = ofAccount(accountId)
  const { items: deleted } = await listSiteRecords(directory, { scope, state: 'deleted', limit: 10 })
  expect(deleted.map(({ name }) => name)).toEqual(['gone'])
})

test('a site is found by what people call it, in their own account, and surely where the name is exact', async () => {
  const accountId = 'acc_resolve'
  const exact = await insert('tea', { accountId, title: 'House of Tea' })
  for (let count = 0; count < 25; count += 1) await insert(`tea-${count}`, { accountId, title: 'Tea' })
  const find = async (text: string, account: string = accountId) =>
    (await resolveSite(directory, text, ofAccount(account))).map(({ name }) => name)
  expect(await find('tea')).toEqual(['tea'])
  expect(await find(exact.siteId)).toEqual(['tea'])
  expect(await find('house OF tea')).toEqual(['tea'])
  expect(await find('tea', 'acc_other')).toEqual([])
  expect(await find(exact.siteId, 'acc_other')).toEqual([])
  expect(await find('TEA-3')).toEqual(['tea-3'])
})

test('of ten sites that want one name at once, one gets it, and another that is free is known', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => insert('popular')))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await insert('popular-2')
  await expect(insert('popular')).rejects.toMatchObject({ code: 'site_name_taken' })
  expect(await freeNameLike(directory, 'popular')).toBe('popular-3')
})

test('a site that is there already is not inserted again, and nothing of it changes', async () => {
  const site = await insert('again', { title: 'First' })
  const again = await inTransaction((tx) => insertSite(tx, { ...site, title: 'Second' }))
  expect(again).toBeUndefined()
  expect(await findSite(directory, site.siteId)).toMatchObject({ title: 'First', epoch: 1 })
})

test('a site comes with its hostnames, and one without any comes too', async () => {
  const { siteId } = await insert('named')
  expect(await openSiteBatches(directory).find(siteId)).toMatchObject({
    site: { siteId },
    hostnames: [],
  })
  const own = { siteId, hostname: 'named.example.com', kind: 'custom', primary: true } as const
  await inTransaction((tx) => claimHostname(tx, own))
  expect((await openSiteBatches(directory).find(siteId))?.hostnames).toEqual([own])
  expect(await openSiteBatches(directory).find('site_none')).toBeUndefined()
})

test('an operation changes a site once, and takes back nothing that a later one has changed', async () => {
  const { siteId } = await insert('changing')
  const change = (operation: string, title: string) =>
    inTransaction((tx) => changeSite(tx, siteId, operation, { title }))
  const record = () => findSite(directory, siteId)
  await change('op_1', 'One')
  const epoch = (await record())?.epoch
  await change('op_1', 'One')
  expect(await record()).toMatchObject({ title: 'One', epoch })
  await change('op_2', 'Two')
  expect(await inTransaction((tx) => revertSite(tx, siteId, 'op_1', { title: 'changing' }))).toBe(false)
  expect(await record()).toMatchObject({ title: 'Two' })
  expect(await inTransaction((tx) => revertSite(tx, siteId, 'op_2', { title: 'One' }))).toBe(true)
  expect((await record())?.epoch).toBeGreaterThan(Number(epoch) + 1)
})

test('all of these statements are in Spanner’s dialect too', () => {
  expect(opened.statements.seen.size).toBeGreaterThan(5)
  expect(opened.statements.faults).toEqual([])
})
