import {
  AipressError,
  createSite,
  requireFreeOfReservation,
  siteNameFromTitle,
  type Tier,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { noteChange } from '../directory/index.ts'
import { claimHostname } from '../hostnames/index.ts'
import type { Caller } from '../kernel/caller.ts'
import { type Tx, transact } from '../kernel/database.ts'
import { requireShard } from '../shards/index.ts'
import { createSiteWorkflow } from './create-site.workflow.ts'
import { requireRoom } from './room.ts'
import { builtInHostname, type SiteRecord } from './site.ts'
import { addressTaken, freeNameLike, nameTaken } from './site-name-store.ts'
import { answeredBefore, requestFor, type SiteOperationDeps, type SiteOwners } from './site-operations.ts'
import type { SiteServices } from './site-services.ts'
import { findSite, insertSite } from './site-store.ts'

/**
 * Starts the creation of a site. Name, hostname and slot are claimed in one transaction of the directory, and
 * the operation is recorded right after in the control group's own database. A process that dies in between
 * leaves a claim without an operation: the same call tried again goes on from it, and otherwise the
 * deleted-sites reconciler lets it go after a minute.
 */
export function createSiteHandler(deps: SiteOperationDeps): Handler {
  return handle(createSite, async (input, { caller, touch, idOf }) => {
    const [siteId, operationId] = [idOf('site'), idOf('operation')]
    const before = await answeredBefore(deps, operationId)
    if (before !== undefined) return before
    const { services, engine, finder, owners, domain } = deps
    const name = input.name ?? siteNameFromTitle(input.title) ?? `site-${siteId.slice(-6)}`
    requireFreeOfReservation(name)
    await requireRoom(deps.machine)
    const accountId = await accountFor(owners, caller, input.account)
    const wish = { siteId, accountId, name, title: input.title, tier: input.tier, region: input.region }
    const shardId = await pinFor(deps, caller, input.shard)
    const adminEmail = await owners.emailOf(caller)
    const url = services.urlOf(builtInHostname(name, domain))

    const begin = async () => {
      const claimed = await claimSite(deps, { ...wish, shardId, adminEmail, url })
      const identity = { siteId, title: input.title, url, adminEmail }
      const request = { operationId, action: 'sites.create', title: `Create ${input.title}` }
      const operation = await engine.transaction((tx) =>
        engine.start(
          tx,
          createSiteWorkflow,
          { ...identity, ...claimed.site.place, warm: claimed.warm },
          { ...requestFor(wish, caller), ...request },
        ),
      )
      return { ...claimed, operation }
    }
    const begun = await begin().catch(async (error: unknown) => {
      // What stands in the way may be what another try of this very call is making at this moment.
      const answer = await answeredBefore(deps, operationId)
      if (answer === undefined) throw error
      return { answer }
    })
    if ('answer' in begun) return begun.answer
    const { site, health, operation } = begun
    touch({ siteId, accountId, operationId })
    deps.slotTaken()
    const known = { operationId, health, hostname: builtInHostname(name, domain) }
    return { site: await finder.describeNew(site, known), operation }
  })
}

interface Claim {
  siteId: string
  accountId: string
  name: string
  title: string
  tier: Tier
  region: string | undefined
  shardId: string | undefined
  adminEmail: string
  url: string
}

/** Goes on from an earlier try of the same call that got no further than this; throws where it did. */
async function claimSite(deps: SiteOperationDeps, claim: Claim) {
  const { services } = deps
  const claimed = await transact(services.directory, (tx) => claimInDirectory(tx, deps, claim)).catch(
    (error: unknown) => ({ error }),
  )
  if ('site' in claimed) return claimed
  const earlier = await findSite(services.directory, claim.siteId)
  if (earlier === undefined) throw await explained(services, claimed.error, claim.name)
  if (earlier.controlGroup !== services.shards.controlGroup) throw begunElsewhere(earlier)
  if (earlier.state !== 'creating') throw nameTaken(claim.name)
  return { site: earlier, warm: false, health: 'healthy' as const }
}

async function explained({ directory }: SiteServices, error: unknown, name: string): Promise<unknown> {
  const isTaken = error instanceof AipressError && error.code === 'site_name_taken'
  return isTaken && error.cause === undefined ? nameTaken(name, await freeNameLike(directory, name)) : error
}

/** Throws where the site is there already. */
async function claimInDirectory(tx: Tx, { services, domain }: SiteOperationDeps, claim: Claim) {
  const { siteId, name, tier, region, shardId } = claim
  const hostname = builtInHostname(name, domain)
  const { versions } = services.host
  const { controlGroup } = services.shards
  const reserved = await services.shards.reserve(tx, siteId, { tier, region, shardId, controlGroup })
  const builtIn = { hostname, siteId, kind: 'built-in', primary: true } as const
  const inserted = insertSite(tx, {
    ...claim,
    state: 'creating',
    hostnames: [hostname],
    place: reserved.place,
    controlGroup: reserved.controlGroup,
    region: reserved.region,
    toldUrl: claim.url,
    wordpressVersion: versions.wordpress,
    phpVersion: versions.php,
  })
  const [site] = await Promise.all([
    inserted,
    claimHostname(tx, builtIn).catch(addressTaken(name)),
    noteChange(tx, controlGroup, siteId),
  ])
  // All of it is taken back then, the slot and the hostname too.
  if (site === undefined) throw nameTaken(name)
  return { site, warm: reserved.warm, health: reserved.health }
}

/** A call that one group seemed not to have heard is tried at the next; the directory knows who was first. */
function begunElsewhere({ title, controlGroup }: SiteRecord): AipressError {
  return new AipressError(
    'control_group_unavailable',
    `control-plane-${controlGroup} has begun to create ${title} and does not answer.`,
    { hint: 'It goes on, or lets the name go again, as soon as it is back: see "aipress site list".' },
  )
}

async function accountFor(owners: SiteOwners, caller: Caller, account: string | undefined): Promise<string> {
  if (account === undefined) return caller.accountId
  const found = await owners.resolve(account).catch((error: unknown) => {
    if (caller.role === 'administrator') throw error
  })
  if (found?.accountId === caller.accountId) return caller.accountId
  if (caller.role !== 'administrator' || found === undefined) {
    throw new AipressError('not_permitted', 'Only administrators create sites for another account.', {
      hint: 'Leave the account out to create the site in your own.',
    })
  }
  return found.accountId
}

/** Which shard a site is on is the platform's business, and telling which exist too. */
async function pinFor(
  { services }: SiteOperationDeps,
  caller: Caller,
  shard: string | undefined,
): Promise<string | undefined> {
  if (shard === undefined) return undefined
  if (caller.role !== 'administrator') {
    throw new AipressError('not_permitted', 'Only administrators choose the shard of a site.', {
      hint: 'Leave the shard out: the platform finds the one with most room.',
    })
  }
  return (await requireShard(services.directory, shard)).shardId
}
