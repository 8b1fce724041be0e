import { AipressError, createSite, requireFreeOfReservation, siteNameFromTitle } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { type Caller, may, scopeOf } from '../kernel/caller.ts'
import { isDryRun } from '../kernel/dry-run.ts'
import { requireShard } from '../shards/index.ts'
import { createSiteWorkflow } from './create-site.workflow.ts'
import { foreseenCosts } from './foreseen-costs.ts'
import { requireRoom } from './room.ts'
import { builtInHostname } from './site.ts'
import { createSiteClaims } from './site-claims.ts'
import { isNameTaken, nameTaken } from './site-name-store.ts'
import { answeredBefore, requestFor, type SiteOperationDeps, type SiteOwners } from './site-operations.ts'

/**
 * Starts the creation of a site. Name, hostname and slot are claimed in one transaction of the directory, and
 * the operation is recorded right after in the control group's own database. A process that dies in between
 * leaves a claim without an operation: the same call tried again goes on from it, and otherwise the
 * deleted-sites reconciler lets it go after a minute.
 */
export function createSiteHandler(deps: SiteOperationDeps): Handler {
  const claimSite = createSiteClaims(deps)
  return handle(createSite, async (input, { caller, touch, idOf, foresee }) => {
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
    // A real one is told by the claim itself, which nobody comes in between.
    if (isDryRun()) {
      if (await isNameTaken(services.directory, name)) throw nameTaken(name)
      const { name: accountName } = await owners.resolve(accountId)
      const price = { accountId, accountName, from: undefined, to: input.tier }
      foresee([...(await foreseenCosts(services.directory, caller, price)), `It gets the address ${url}.`])
    }

    const begin = async () => {
      const claimed = await claimSite({ ...wish, shardId, adminEmail, url })
      const identity = { siteId, title: input.title, url, adminEmail }
      const request = { operationId, action: 'sites.create', title: `Create ${input.title}` }
      const operation = await engine.begin(
        createSiteWorkflow,
        { ...identity, ...claimed.site.place, warm: claimed.warm },
        { ...requestFor(wish, caller), ...request },
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

async function accountFor(owners: SiteOwners, caller: Caller, account: string | undefined): Promise<string> {
  const scope = scopeOf(caller)
  const own = scope?.accountId ?? caller.accountId
  if (account === undefined) return own
  const found = await owners.resolve(account).catch((error: unknown) => {
    if (scope === undefined) throw error
  })
  if (found?.accountId === own) return own
  if (scope !== undefined || found === undefined) {
    // Of an account that is there no more is said than of one that is not.
    throw new AipressError('account_not_found', `There is no account "${account}" of yours.`, {
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
  if (!may(caller, 'platform:change')) {
    throw new AipressError('not_permitted', 'Only administrators choose the shard of a site.', {
      hint: 'Leave the shard out: the platform finds the one with most room.',
    })
  }
  return (await requireShard(services.directory, shard)).shardId
}
