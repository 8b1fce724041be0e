import { AipressError, type Operation } from '@aipress/contract'
import type { Engine, OperationRequest } from '../engine/engine.ts'
import { claimHostname, hostnamesOf, type SiteHostnameRow } from '../hostnames/index.ts'
import { type Database, type Tx, transact } from '../kernel/database.ts'
import { changeAddressWorkflow } from './change-address.workflow.ts'
import { type Naming, type Renaming, requireRoom } from './naming.ts'
import { primaryHostname, requireState, type SiteRecord, type UrlOf } from './site.ts'
import { addressTaken } from './site-name-store.ts'

interface Deps {
  engine: Engine
  directory: Database
  urlOf: UrlOf
}

/**
 * Starts a change of how a site is called, while its lane is held and nothing else is at work on it, so
 * that what it goes back to, should it fail, is what there really was.
 */
export async function startAddressChange(
  { engine, directory, urlOf }: Deps,
  site: SiteRecord,
  request: OperationRequest,
  next: (before: Renaming) => Renaming,
): Promise<Operation> {
  requireState(site, ['running', 'suspended'])
  return engine.transaction(async (tx) => {
    await requireIdle(engine, tx, site)
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

/** Nothing is at work on the site, and nothing begins until the transaction ends. Throws `site_busy`. */
export async function requireIdle(engine: Engine, tx: Tx, site: SiteRecord): Promise<void> {
  const busy = await engine.holdLane(tx, site.siteId)
  if (busy === undefined) return
  throw new AipressError('site_busy', `"${busy.title}" is at work on ${site.title}.`, {
    hint: `Wait for it: aipress operation watch ${busy.operationId}`,
  })
}
