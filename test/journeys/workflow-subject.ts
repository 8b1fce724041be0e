import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { createSite, listSites, newId, type Operation, type Site } from '@aipress/contract'
import type { WorkflowSubject } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

type CallOptions = { idempotencyKey: string }

interface SubjectSpec extends Deed {
  /** Running sites that are there before the first test. */
  sites: number
  environment?: Readonly<Record<string, string>>
  /** What else has to be there before the first test. */
  ready?(cloud: LocalCloud): Promise<void>
}

/** What a workflow does, to one of the standing sites. */
interface Deed {
  /** Asks for the operation on the standing site, or for a new one. */
  act(cloud: LocalCloud, standing: Site, options: CallOptions): Promise<{ operation: Operation }>
  proveDone(cloud: LocalCloud, standing: Site, operation: Operation): Promise<void>
  takeAway(cloud: LocalCloud, standing: Site, operation: Operation): Promise<void>
}

/** A platform of its own with running sites, for the tests that every workflow gets. */
export async function openSubject({
  sites,
  environment,
  ready,
  ...deed
}: SubjectSpec): Promise<WorkflowSubject> {
  const world = openWorld(environment)
  try {
    const subject = await world.subject(sites, deed)
    await ready?.(await world.cloud())
    return { ...subject, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
  } catch (error) {
    await world[Symbol.asyncDispose]()
    throw error
  }
}

/** A platform for the tests of one workflow after another, each of which leaves the sites as it found them. */
export interface WorkflowWorld extends AsyncDisposable {
  /** Started when it is needed first. */
  cloud(): Promise<LocalCloud>
  /** So many sites are there; the world outlives the subject. */
  subject(sites: number, deed: Deed): Promise<WorkflowSubject>
}

export function openWorld(environment: Readonly<Record<string, string>> = {}): WorkflowWorld {
  let started: Promise<LocalCloud> | undefined
  const made: Site[] = []
  const cloud = () => {
    started ??= startLocalCloud({
      environment: { AIPRESS_DELETE_GRACE_HOURS: '0', AIPRESS_HASTE_FOR_TESTS_ONLY: '5', ...environment },
    })
    return started
  }
  return {
    cloud,
    async subject(sites, deed) {
      made.push(...(await makeSites(await cloud(), made.length, sites)))
      return subjectOf(await cloud(), made, deed)
    },
    async [Symbol.asyncDispose]() {
      await (await started)?.[Symbol.asyncDispose]()
    },
  }
}

/** Those that are missing of so many. */
async function makeSites(cloud: LocalCloud, present: number, wanted: number): Promise<Site[]> {
  const titles = Array.from({ length: wanted }, (_, index) => `Standing Site ${index + 1}`).slice(present)
  const made = await Promise.all(titles.map((title) => cloud.call(createSite, { title })))
  for (const { operation } of made) await cloud.settled(operation.operationId)
  return made.map(({ site }) => site)
}

function subjectOf(cloud: LocalCloud, sites: readonly Site[], deed: Deed): WorkflowSubject {
  const standing = (thing: number) => {
    const site = sites[thing]
    if (site === undefined) throw new Error(`There is no site ${thing}.`)
    return site
  }
  return {
    begin: (thing) => insisting((options) => deed.act(cloud, standing(thing), options)),
    faults: cloud.faults,
    struck: cloud.struck,
    kill: cloud.killControlPlane,
    settled: cloud.settled,
    inventory: () => inventory(cloud),
    proveDone: (done, thing) => deed.proveDone(cloud, standing(thing), done),
    takeAway: (done, thing) => deed.takeAway(cloud, standing(thing), done),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

const ATTEMPTS_MAX = 600
const PAUSE_MS = 50

/** The process may die before it has answered: a client asks again with the same key. */
export async function insisting(
  ask: (options: CallOptions) => Promise<{ operation: Operation }>,
): Promise<Operation> {
  const options = { idempotencyKey: newId('request') }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await ask(options)).operation
    } catch (error) {
      const isTransient = error instanceof Error && 'retryable' in error && error.retryable === true
      if (!isTransient || attempt === ATTEMPTS_MAX) throw error
      await delay(PAUSE_MS)
    }
  }
}

/** What a failed operation must leave as it was: sites, routes, and slots that say whose they are. */
export async function inventory(cloud: LocalCloud) {
  const [there, deleted] = await Promise.all([
    cloud.call(listSites, { limit: 200 }),
    cloud.call(listSites, { limit: 200, state: 'deleted' }),
  ])
  const describe = ({ name, title, state, url, hostnames }: Site) => ({ name, title, state, url, hostnames })
  return {
    sites: [...there.items, ...deleted.items].map(describe).sort((a, b) => a.name.localeCompare(b.name)),
    routes: await routes(cloud),
    owners: await slotOwners(cloud),
  }
}

interface WrittenRoute {
  kind: string
  siteId: string
  place?: { shardId: string }
  onHold?: boolean
}

async function routes(cloud: LocalCloud): Promise<string[]> {
  const { routes } = cloud.layout.edge
  const names = (await readdir(routes)).filter((name) => !name.startsWith('.')).sort()
  return Promise.all(
    names.map(async (name) => {
      const route = JSON.parse(await readFile(`${routes}/${name}`, 'utf8')) as WrittenRoute
      const { kind, siteId, place, onHold } = route
      return [name, kind, siteId, place?.shardId, onHold ? 'on hold' : undefined].filter(Boolean).join(' ')
    }),
  )
}

async function slotOwners(cloud: LocalCloud): Promise<unknown[]> {
  const shards = (await readdir(cloud.layout.shards)).sort()
  const records = shards.flatMap((shardId) =>
    Array.from({ length: 50 }, async (_, index) => {
      const { state } = cloud.layout.shard(shardId).slot(index + 1)
      // An empty file is a slot that is being emptied.
      const text = (await readFile(state, 'utf8').catch(() => '')) || '{}'
      const { siteId, frozen } = JSON.parse(text) as { siteId?: string; frozen?: boolean }
      return siteId && [shardId, siteId, frozen ? 'frozen' : undefined].filter(Boolean).join(' ')
    }),
  )
  return (await Promise.all(records)).filter(Boolean).sort()
}
