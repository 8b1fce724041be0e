import {
  type Account,
  deleteSite,
  resumeSite,
  type SiteOperation,
  type SiteState,
  suspendSite,
  undeleteSite,
} from '@aipress/contract'
import { type CallContext, type Handler, handle } from '../actions/handler.ts'
import type { Engine, OperationRequest } from '../engine/engine.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Machine } from '../platform/machine.ts'
import type { ShardPlan } from '../shards/index.ts'
import { purgeCacheHandler } from './cache-action.ts'
import { createSiteHandler } from './create-action.ts'
import { phpHandlers } from './php-actions.ts'
import { setSiteStateWorkflow } from './set-site-state.workflow.ts'
import { requireState, type SiteRecord } from './site.ts'
import type { SiteFinder } from './site-finder.ts'
import { holdStaying, laneDepsOf } from './site-lane.ts'
import { type SiteServices, siteOf } from './site-services.ts'
import { changeTierHandler } from './tier-action.ts'

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
  plan: Pick<ShardPlan, 'dedicatedMax'>
  /** Called when a slot was taken, so that another is prepared soon. */
  slotTaken(): void
}

/** Starts the operations on sites: each records the wish in one transaction and answers at once. */
export function siteOperationHandlers(deps: SiteOperationDeps): Handler[] {
  return [
    createSiteHandler(deps),
    changeTierHandler(deps),
    purgeCacheHandler(deps),
    ...phpHandlers(deps),
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
  const operation = await engine.transaction(async (tx) => {
    await holdStaying(laneDepsOf(deps), tx, site.siteId)
    return engine.start(
      tx,
      setSiteStateWorkflow,
      { siteId: site.siteId, from: site.state, to, ...grace, before: deletionOf(site) },
      {
        ...requestFor(site, caller),
        operationId,
        action: change.action,
        title: `${change.verb} ${site.title}`,
      },
    )
  })
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
