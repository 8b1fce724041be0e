import type { Operation } from '@aipress/contract'
import type { Engine, OperationRequest } from '../engine/engine.ts'
import { claimHostname, hostnamesOf, type SiteHostnameRow } from '../hostnames/index.ts'
import { type Tx, transact } from '../kernel/database.ts'
import { changeAddressWorkflow } from './change-address.workflow.ts'
import { type Naming, type Renaming, requireRoom } from './naming.ts'
import { primaryHostname, requireState, type SiteRecord, type UrlOf } from './site.ts'
import { holdIdle, type SiteLaneDeps } from './site-lane.ts'
import { addressTaken } from './site-name-store.ts'

interface Deps extends SiteLaneDeps {
  engine: Engine
  urlOf: UrlOf
}

/**
 * Starts a change of how a site is called, while its lane is held and nothing else is at work on it, so
 * that what it goes back to, should it fail, is what there really was.
 */
export async function startAddressChange(
  deps: Deps,
  siteId: string,
  request: OperationRequest,
  next: (before: Renaming) => Renaming,
): Promise<Operation> {
  const { engine, directory, urlOf } = deps
  return engine.transaction(async (tx) => {
    const site = await holdIdle(deps, tx, siteId)
    requireState(site, ['running', 'suspended'])
    const before = namingNow(site, await hostnamesOf(directory, [site.siteId]), urlOf)
    const renaming = next(before)
    requireRoom(renaming.hostnames, site)
    const after = { ...renaming, url: urlOf(primaryHostname(site, renaming.hostnames)) }
    const known = new Set(before.hostnames.map((row) => row.hostname))
    await transact(directory, async (claim) => {
      for (const row of after.hostnames) {
        if (!known.has(row.hostname)) await hold(claim, row, after.name)
      }
    })
    return engine.start(tx, changeAddressWorkflow, { siteId: site.siteId, before, after }, request)
  })
}

/** Not what its hostnames say it should be called, but what it was told last. */
export function namingNow(site: SiteRecord, hostnames: SiteHostnameRow[], urlOf: UrlOf): Naming {
  const url = site.toldUrl ?? urlOf(primaryHostname(site, hostnames))
  return { name: site.name, title: site.title, hostnames, url }
}

/** Until the operation makes it the site's: nobody else gets it meanwhile. */
async function hold(tx: Tx, row: SiteHostnameRow, name: string): Promise<void> {
  const held = claimHostname(tx, { ...row, kind: 'held', primary: false })
  await (row.kind === 'built-in' ? held.catch(addressTaken(name)) : held)
}
