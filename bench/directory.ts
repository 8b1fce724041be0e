import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openSnapshot } from '../packages/control-plane/src/directory/index.ts'
import { writeRoute } from '../packages/control-plane/src/drivers/local/edge-route-file.ts'
import { layoutOf } from '../packages/control-plane/src/drivers/local/layout.ts'
import { type Database, openDatabase, transact } from '../packages/control-plane/src/kernel/database.ts'
import { createLog } from '../packages/control-plane/src/kernel/log.ts'
import {
  createRoutesReconciler,
  findSite,
  loadSnapshotSites,
  openSiteBatches,
} from '../packages/control-plane/src/sites/index.ts'
import {
  countSiteRecords,
  listSiteRecords,
  type SiteQuery,
} from '../packages/control-plane/src/sites/site-list.ts'
import { type PublishingServices, publishSite } from '../packages/control-plane/src/sites/site-services.ts'
import { changeSite } from '../packages/control-plane/src/sites/site-store.ts'
import { startEdge, type TestEdge } from '../test/harness/edge.ts'
import { visit } from '../test/harness/http.ts'
import { startPostgres } from '../test/harness/postgres.ts'
import { fillDirectory, hostnameOf, placeOf, siteIdOf } from './directory-fill.ts'
import { figuresOf, HEADING, row, timed } from './measure.ts'

const SITES = 50_000
const LOOKUPS = 5_000_000
const PAGES = 40
const CHANGES = 60
const GROUPS = 10
/** How often the control plane looks through its sites; see routes.reconciler.ts. */
const RECONCILE_EVERY_SECONDS = 30

/** The directory at 50,000 sites: memory, lookups, pages of lists, changes until visitors see them, reconcilers. */
export async function run(): Promise<void> {
  await using postgres = await startPostgres({ durable: true })
  const url = await postgres.createDatabase()
  await using pool = openDatabase(url, { bigintAsNumber: true })
  const directory = pool.database
  await fillDirectory(directory, SITES)
  await measureLookups(directory)
  await measurePages(directory)
  await measureEdge(directory)
}

function collected(): number {
  setFlagsFromString('--expose_gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round += 1) collect()
  return process.memoryUsage().heapUsed
}

const openCopy = (directory: Database) =>
  openSnapshot({
    directory,
    log: createLog('silent'),
    load: (siteIds, after) => loadSnapshotSites(directory, siteIds, after),
  })

async function measureLookups(directory: Database): Promise<void> {
  const before = collected()
  const opened = await timed(() => openCopy(directory))
  await using snapshot = opened.result
  const megabytes = (collected() - before) / 1e6
  const hostnames = Array.from({ length: SITES }, (_, number) => hostnameOf(number))
  const bare = new Map(hostnames.map((hostname) => [hostname, hostname]))
  const perLookup = nanosecondsEach(hostnames, (hostname) => snapshot.lookUp(hostname))
  const perBare = nanosecondsEach(hostnames, (hostname) => bare.get(hostname))
  const asked: number[] = []
  for (let number = 0; number < 500; number += 1) {
    const hostname = hostnames[(number * 97) % SITES] ?? ''
    const query = directory.selectFrom('hostnames').selectAll().where('hostname', '=', hostname)
    asked.push((await timed(() => query.execute())).durationMs)
  }
  const inSql = figuresOf(asked).p50 * 1e6
  print([
    `Copy of ${SITES.toLocaleString('en')} sites in memory: ${megabytes.toFixed(1)} MB (aim 20), read in ${Math.round(opened.durationMs)} ms`,
    `Lookup: ${perLookup.toFixed(0)} ns (aim 1,000), ${(perLookup / perBare).toFixed(1)} times a bare Map, ${Math.round(inSql / perLookup).toLocaleString('en')} times faster than asking PostgreSQL`,
  ])
}

function nanosecondsEach(hostnames: readonly string[], lookUp: (hostname: string) => unknown): number {
  let found = 0
  const pass = (times: number) => {
    for (let count = 0; count < times; count += 1)
      if (lookUp(hostnames[(count * 7919) % SITES] ?? '') !== undefined) found += 1
  }
  pass(LOOKUPS / 5)
  const startedAt = process.hrtime.bigint()
  pass(LOOKUPS)
  const took = Number(process.hrtime.bigint() - startedAt)
  if (found !== LOOKUPS * 1.2) throw new Error('A lookup found nothing.')
  return took / LOOKUPS
}

const QUERIES: Record<string, Partial<SiteQuery>> = {
  'first page by name': {},
  'page by creation, newest first': { sort: 'created', descending: true },
  'search for a part of a name': { search: 'site-0421' },
  'search that finds nothing': { search: 'no such thing' },
  'one shard': { shardId: 'shard-500' },
  'a region, gold': { region: 'europe-west1', tier: 'gold' },
  'unhealthy shards': { health: 'degraded' },
  'an old WordPress': { wordpress: '7.0.2' },
  'an account': { scope: { accountId: 'acc_42', siteIds: [] } },
}

/** A page as the list answers it: 50 rows and how many there are in all. */
async function measurePages(directory: Database): Promise<void> {
  const lines = [`Pages of 50 over ${SITES.toLocaleString('en')} sites, with the total (aim 50 ms)`, HEADING]
  for (const [name, filter] of Object.entries(QUERIES)) {
    const taken: number[] = []
    for (let count = 0; count < PAGES; count += 1) {
      const query = { scope: undefined, limit: 50, ...filter }
      const ask = () => Promise.all([listSiteRecords(directory, query), countSiteRecords(directory, query)])
      taken.push((await timed(ask)).durationMs)
    }
    lines.push(row(name, figuresOf(taken)))
  }
  print(lines)
}

async function measureEdge(directory: Database): Promise<void> {
  await using edge = await startEdge()
  await loadRoutes(edge)
  const services = {
    directory,
    edge: edge.edge,
    batches: openSiteBatches(directory),
    urlOf: (hostname: string) => `http://${hostname}:${edge.port}`,
  }
  const seen: number[] = []
  for (let count = 0; count < CHANGES; count += 1)
    seen.push(await changeUntilSeen(services, edge, (count * 811) % SITES))
  const bare: number[] = []
  for (let count = 0; count < CHANGES; count += 1) {
    const hostname = hostnameOf((count * 577) % SITES)
    const epoch = 1_000_000 + count
    const route = { kind: 'starting', hostname, siteId: siteIdOf(count), epoch } as const
    bare.push((await timed(() => writeRoute(layoutOf(edge.home), route))).durationMs)
  }
  print([
    `A change of the directory until visitors see it, ${SITES.toLocaleString('en')} routes loaded (aim p99 1,000 ms)`,
    HEADING,
    row('commit, publish, seen by a visitor', figuresOf(seen)),
    row('raw: a route file written and synced', figuresOf(bare)),
  ])
  await measureReconciler(services)
}

async function loadRoutes(edge: TestEdge): Promise<void> {
  const layout = layoutOf(edge.home)
  for (let number = 0; number < SITES; number += 1) {
    await writeRoute(layout, {
      kind: 'site',
      hostname: hostnameOf(number),
      siteId: siteIdOf(number),
      place: placeOf(number),
      epoch: 1,
    })
  }
}

/** From asking for the suspension of a site until a visitor is told of it. */
async function changeUntilSeen(
  services: PublishingServices,
  edge: TestEdge,
  number: number,
): Promise<number> {
  const [siteId, hostname] = [siteIdOf(number), hostnameOf(number)]
  const look = () => visit({ port: edge.port, host: hostname, path: '/' })
  await look()
  const startedAt = performance.now()
  await transact(services.directory, (tx) => changeSite(tx, siteId, `op_${number}`, { state: 'suspended' }))
  await publishSite(services, siteId, AbortSignal.timeout(10_000))
  for (;;) {
    const { body } = await look()
    if (/taking a break/.test(body)) return performance.now() - startedAt
    if (performance.now() - startedAt > 30_000)
      throw new Error(
        `${hostname} was not seen suspended: ${(await findSite(services.directory, siteId))?.state}`,
      )
  }
}

/** All groups of a platform of 50,000 sites, as one process would do it, one turn after another. */
async function measureReconciler(services: PublishingServices): Promise<void> {
  await using snapshot = await openCopy(services.directory)
  const reconcilers = Array.from({ length: GROUPS }, (_, index) =>
    createRoutesReconciler({ services, snapshot, controlGroup: index + 1 }),
  )
  const turn = async () => {
    for (const reconciler of reconcilers) await reconciler.run(AbortSignal.timeout(60_000))
  }
  await turn()
  const before = process.cpuUsage()
  await turn()
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6
  const share = (seconds / RECONCILE_EVERY_SECONDS) * 100
  print([
    `Routes reconcilers of ${GROUPS} groups: ${seconds.toFixed(2)} s of processor time a turn, every ${RECONCILE_EVERY_SECONDS} s: ${share.toFixed(1)} % of a core (aim 20)`,
  ])
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n\n`)
}
