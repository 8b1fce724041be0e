import {
  type Account,
  AipressError,
  createSite,
  deleteSite,
  requireFreeOfReservation,
  resumeSite,
  type SiteOperation,
  type SiteState,
  siteNameFromTitle,
  suspendSite,
  type Tier,
  undeleteSite,
} from '@aipress/contract'
import { type CallContext, type Handler, handle } from '../actions/handler.ts'
import type { Engine, OperationRequest } from '../engine/engine.ts'
import { claimHostname } from '../hostnames/index.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Machine } from '../platform/machine.ts'
import { createSiteWorkflow } from './create-site.workflow.ts'
import { requireRoom } from './room.ts'
import { setSiteStateWorkflow } from './set-site-state.workflow.ts'
import { builtInHostname, requireState, type SiteRecord } from './site.ts'
import type { SiteFinder } from './site-finder.ts'
import { type SiteServices, siteOf } from './site-services.ts'
import { addressTaken, insertSite } from './site-store.ts'

export interface SiteOwners {
  /** Throws `account_not_found`. */
  resolve(account: string): Promise<Pick<Account, 'accountId' | 'name'>>
  /** Where WordPress of the caller's new sites sends its notices. */
  emailOf(caller: Caller): Promise<string>
}

export interface SiteOperationDeps {
  services: SiteServices
  engine: Engine
  finder: SiteFinder
  owners: SiteOwners
  clock: Clock
  domain: string
  deleteGraceHours: number
  machine: Pick<Machine, 'disk'>
  /** Called when a slot was taken, so that another is prepared soon. */
  slotTaken(): void
}

/** Starts the operations on sites: each records the wish in one transaction and answers at once. */
export function siteOperationHandlers(deps: SiteOperationDeps): Handler[] {
  return [
    handle(createSite, (input, context) => create(deps, input, context)),
    handle(suspendSite, (input, context) =>
      setState(deps, input.site, context, {
        action: 'sites.suspend',
        verb: 'Suspend',
        from: ['running'],
        to: 'suspended',
      }),
    ),
    handle(resumeSite, (input, context) =>
      setState(deps, input.site, context, {
        action: 'sites.resume',
        verb: 'Resume',
        from: ['suspended'],
        to: 'running',
      }),
    ),
    handle(deleteSite, (input, context) =>
      setState(deps, input.site, context, {
        action: 'sites.delete',
        verb: 'Delete',
        from: ['running', 'suspended'],
        to: 'deleted',
      }),
    ),
    handle(undeleteSite, (input, context) =>
      setState(deps, input.site, context, {
        action: 'sites.undelete',
        verb: 'Bring back',
        from: ['deleted'],
        to: (site) => site.stateBeforeDeletion ?? 'running',
      }),
    ),
  ]
}

interface CreateInput {
  title: string
  name?: string | undefined
  tier: Tier
  account?: string | undefined
}

async function create(
  deps: SiteOperationDeps,
  input: CreateInput,
  { caller, touch, idOf }: SiteCall,
): Promise<SiteOperation> {
  const siteId = idOf('site')
  const operationId = idOf('operation')
  const earlier = await answeredBefore(deps, operationId)
  if (earlier !== undefined) return earlier
  const { services, engine, finder, owners, domain } = deps
  const name = input.name ?? siteNameFromTitle(input.title) ?? `site-${siteId.slice(-6)}`
  requireFreeOfReservation(name)
  await requireRoom(deps.machine)
  const accountId = await accountFor(owners, caller, input.account)
  const adminEmail = await owners.emailOf(caller)
  const hostname = builtInHostname(name, domain)
  const { versions } = services.host

  // One transaction: name, hostname and slot are never taken without an operation that uses or frees them.
  const operation = await engine.transaction(async (tx) => {
    const { place, warm } = await services.shards.reserve(tx, siteId)
    await insertSite(tx, {
      siteId,
      accountId,
      name,
      title: input.title,
      tier: input.tier,
      state: 'creating',
      place,
      adminEmail,
      toldUrl: services.urlOf(hostname),
      wordpressVersion: versions.wordpress,
      phpVersion: versions.php,
    })
    const builtIn = { hostname, siteId, kind: 'built-in', primary: true } as const
    await claimHostname(tx, builtIn).catch(addressTaken(name))
    return engine.start(
      tx,
      createSiteWorkflow,
      { siteId, title: input.title, url: services.urlOf(hostname), adminEmail, ...place, warm },
      {
        ...requestFor({ siteId, name, accountId }, caller),
        operationId,
        action: 'sites.create',
        title: `Create ${input.title}`,
      },
    )
  })
  touch({ siteId, accountId, operationId: operation.operationId })
  deps.slotTaken()
  return { site: await finder.describeOne(await siteOf(services, siteId)), operation }
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

interface StateChange {
  action: OperationRequest['action']
  verb: string
  from: readonly SiteState[]
  to: SiteState | ((site: SiteRecord) => SiteState)
}

async function setState(
  deps: SiteOperationDeps,
  text: string,
  { caller, touch, idOf }: SiteCall,
  change: StateChange,
): Promise<SiteOperation> {
  const { engine, finder, clock, deleteGraceHours } = deps
  const operationId = idOf('operation')
  const earlier = await answeredBefore(deps, operationId)
  if (earlier !== undefined) return earlier
  const site = await finder.find(text, caller)
  touch({ siteId: site.siteId, accountId: site.accountId })
  requireState(site, change.from)
  const to = typeof change.to === 'function' ? change.to(site) : change.to
  const grace =
    to === 'deleted'
      ? { undeletableUntil: new Date(clock() + deleteGraceHours * 3_600_000).toISOString() }
      : {}
  const operation = await engine.transaction((tx) =>
    engine.start(
      tx,
      setSiteStateWorkflow,
      { siteId: site.siteId, from: site.state, to, ...grace, before: deletionOf(site) },
      {
        ...requestFor(site, caller),
        operationId,
        action: change.action,
        title: `${change.verb} ${site.title}`,
      },
    ),
  )
  touch({ operationId: operation.operationId })
  return { site: await finder.describeOne(site), operation }
}

function deletionOf({ undeletableUntil, stateBeforeDeletion }: SiteRecord) {
  return {
    ...(undeletableUntil === undefined ? {} : { undeletableUntil: undeletableUntil.toISOString() }),
    ...(stateBeforeDeletion === undefined ? {} : { stateBeforeDeletion }),
  }
}

/** The answer of an earlier try of the same call, which did its work but could not say so. */
export async function answeredBefore(
  { engine, finder, services }: Pick<SiteOperationDeps, 'engine' | 'finder' | 'services'>,
  operationId: string,
): Promise<SiteOperation | undefined> {
  const operation = await engine.find(operationId, undefined)
  if (operation?.siteId === undefined) return undefined
  return { site: await finder.describeOne(await siteOf(services, operation.siteId)), operation }
}

export type SiteCall = Pick<CallContext, 'caller' | 'touch' | 'idOf'>

/** What every operation on a site says of itself: who asked, whose it is, and its place in the site's queue. */
export function requestFor(
  site: Pick<SiteRecord, 'siteId' | 'name' | 'accountId'>,
  caller: Caller,
): Omit<OperationRequest, 'action' | 'title'> {
  return {
    requestedBy: caller.displayName,
    accountId: site.accountId,
    lane: site.siteId,
    siteId: site.siteId,
    siteName: site.name,
  }
}
