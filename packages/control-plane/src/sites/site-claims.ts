import { AipressError, type Tier } from '@aipress/contract'
import { noteChange, noteChanges } from '../directory/index.ts'
import { claimFreeHostnames, claimHostname } from '../hostnames/index.ts'
import { inBatches } from '../kernel/batch.ts'
import { type Tx, transact } from '../kernel/database.ts'
import type { Reserved } from '../shards/index.ts'
import { builtInHostname, type SiteRecord } from './site.ts'
import { addressTaken, freeNameLike, nameTaken } from './site-name-store.ts'
import type { SiteServices } from './site-services.ts'
import { findSite, insertSite, insertSites } from './site-store.ts'

/** What a new site takes: its name, its hostname and a slot. */
export interface SiteClaim {
  readonly siteId: string
  readonly accountId: string
  readonly name: string
  readonly title: string
  readonly tier: Tier
  readonly region: string | undefined
  /** This shard and no other. */
  readonly shardId: string | undefined
  readonly adminEmail: string
  readonly url: string
}

export interface Claimed {
  readonly site: SiteRecord
  readonly warm: boolean
  readonly health: Reserved['health']
}

interface Deps {
  readonly services: SiteServices
  readonly domain: string
}

/** Sites that are asked for at the same time share a transaction, as it costs the same for one as for many. */
const TOGETHER_MAX = 32

/**
 * Takes all that a new site needs, or nothing. Goes on from an earlier try of the same call that got no further
 * than this; throws where it did.
 */
export function createSiteClaims(deps: Deps): (claim: SiteClaim) => Promise<Claimed> {
  const { services } = deps
  const alone = (claim: SiteClaim) => transact(services.directory, (tx) => claimInDirectory(tx, deps, claim))
  const together = inBatches(TOGETHER_MAX, async (claims: readonly SiteClaim[]) => {
    const [claim] = claims
    if (claim !== undefined && claims.length === 1) return [await alone(claim)]
    return transact(services.directory, (tx) => claimTogether(tx, deps, claims))
  })
  return async (claim) => {
    const claimed = await (claim.shardId === undefined ? together : alone)(claim).catch((error: unknown) => ({
      error,
    }))
    if ('site' in claimed) return claimed
    const earlier = await findSite(services.directory, claim.siteId)
    if (earlier === undefined) throw await explained(services, claimed.error, claim.name)
    if (earlier.controlGroup !== services.shards.controlGroup) throw begunElsewhere(earlier)
    if (earlier.state !== 'creating') throw nameTaken(claim.name)
    return { site: earlier, warm: false, health: 'healthy' }
  }
}

async function explained({ directory }: SiteServices, error: unknown, name: string): Promise<unknown> {
  const isTaken = error instanceof AipressError && error.code === 'site_name_taken'
  return isTaken && error.cause === undefined ? nameTaken(name, await freeNameLike(directory, name)) : error
}

/** Throws where the site is there already. */
async function claimInDirectory(tx: Tx, deps: Deps, claim: SiteClaim): Promise<Claimed> {
  const { shards } = deps.services
  const { siteId, name, tier, region, shardId } = claim
  const { controlGroup } = shards
  const reserved = await shards.reserve(tx, siteId, { tier, region, shardId, controlGroup })
  const [site] = await Promise.all([
    insertSite(tx, newSite(deps, claim, reserved)),
    claimHostname(tx, builtIn(deps, claim)).catch(addressTaken(name)),
    noteChange(tx, controlGroup, siteId),
  ])
  // All of it is taken back then, the slot and the hostname too.
  if (site === undefined) throw nameTaken(name)
  return { site, warm: reserved.warm, health: reserved.health }
}

/** Throws where one of them cannot have what it wants; each is to try alone then, and finds out whether it was it. */
async function claimTogether(tx: Tx, deps: Deps, claims: readonly SiteClaim[]): Promise<Claimed[]> {
  const { shards } = deps.services
  const { controlGroup } = shards
  const siteIds = claims.map(({ siteId }) => siteId)
  // A call and its repetition: together each would get a slot of its own.
  if (new Set(siteIds).size < siteIds.length) throw new Error('Two of them claim for the same site.')
  const reserved = await shards.reserveTogether(
    tx,
    claims.map(({ siteId, tier, region }) => ({ siteId, wish: { tier, region, controlGroup } })),
  )
  if (reserved === undefined) throw new Error('There is not room for all of them at once.')
  const wanted = claims.flatMap((claim, index) => {
    const place = reserved[index]
    return place === undefined ? [] : [{ claim, place }]
  })
  const [sites] = await Promise.all([
    insertSites(
      tx,
      wanted.map(({ claim, place }) => newSite(deps, claim, place)),
    ),
    claimFreeHostnames(
      tx,
      claims.map((claim) => builtIn(deps, claim)),
    ),
    noteChanges(tx, controlGroup, siteIds),
  ])
  const byId = new Map(sites.map((site) => [site.siteId, site]))
  return wanted.map(({ claim, place: { warm, health } }) => {
    const site = byId.get(claim.siteId)
    if (site === undefined) throw nameTaken(claim.name)
    return { site, warm, health }
  })
}

function newSite({ services, domain }: Deps, claim: SiteClaim, reserved: Reserved) {
  const { versions } = services.host
  return {
    ...claim,
    state: 'creating' as const,
    hostnames: [builtInHostname(claim.name, domain)],
    place: reserved.place,
    controlGroup: reserved.controlGroup,
    region: reserved.region,
    toldUrl: claim.url,
    wordpressVersion: versions.wordpress,
    phpVersion: versions.php,
  }
}

const builtIn = ({ domain }: Deps, { siteId, name }: SiteClaim) =>
  ({ hostname: builtInHostname(name, domain), siteId, kind: 'built-in', primary: true }) as const

/** A call that one group seemed not to have heard is tried at the next; the directory knows who was first. */
function begunElsewhere({ title, controlGroup }: SiteRecord): AipressError {
  return new AipressError(
    'control_group_unavailable',
    `control-plane-${controlGroup} has begun to create ${title} and does not answer.`,
    { hint: 'It goes on, or lets the name go again, as soon as it is back: see "aipress site list".' },
  )
}
