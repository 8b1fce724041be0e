import {
  AipressError,
  addHostname,
  listHostnames,
  removeHostname,
  renameSite,
  requireFreeOfReservation,
  type SiteOperation,
  siteNameFromTitle,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Engine } from '../engine/engine.ts'
import { claimHostname, hostnamesOf, leadsHere, type SiteHostnameRow } from '../hostnames/index.ts'
import type { Tx } from '../kernel/database.ts'
import { changeAddressWorkflow } from './change-address.workflow.ts'
import { builtInHostname, requireState, type SiteRecord } from './site.ts'
import { answeredBefore, requestFor, type SiteCall, type SiteOperationDeps } from './site-operations.ts'
import { isNameTaken, lockSite } from './site-store.ts'

interface Naming {
  name: string
  title: string
  hostnames: SiteHostnameRow[]
}

/** Answers rename and the hostname actions, which all change how a site is called. */
export function addressHandlers(deps: SiteOperationDeps): Handler[] {
  const { services, finder, domain } = deps
  const hostnamesFor = (site: SiteRecord) => hostnamesOf(services.database, [site.siteId])
  return [
    handle(listHostnames, async (input, { caller, touch }) => {
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      return { siteName: site.name, items: (await finder.describeOne(site)).hostnames }
    }),

    handle(addHostname, async (input, call) => {
      const { caller, touch } = call
      const earlier = await answeredBefore(deps, call.idOf('operation'))
      if (earlier !== undefined) return earlier
      requireForeign(input.hostname, domain)
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const primary = input.primary ?? (await leadsHere(input.hostname))
      const title = `Put ${site.title} on ${input.hostname}`
      const answer = await change(deps, site, call, { action: 'hostnames.add', title }, (before) => ({
        ...before,
        hostnames: withHostname(before.hostnames, site.siteId, input.hostname, primary),
      }))
      return primary ? answer : { ...answer, notice: secondaryNotice(input, site) }
    }),

    handle(removeHostname, async (input, call) => {
      const { caller, touch } = call
      const earlier = await answeredBefore(deps, call.idOf('operation'))
      if (earlier !== undefined) return earlier
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const title = `Take ${input.hostname} off ${site.title}`
      requireRemovable(await hostnamesFor(site), input.hostname, site)
      return change(deps, site, call, { action: 'hostnames.remove', title }, (before) => ({
        ...before,
        hostnames: withoutHostname(before.hostnames, input.hostname),
      }))
    }),

    handle(renameSite, async (input, call) => {
      const { caller, touch } = call
      const earlier = await answeredBefore(deps, call.idOf('operation'))
      if (earlier !== undefined) return earlier
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const name = input.name ?? siteNameFromTitle(input.title) ?? site.name
      requireFreeOfReservation(name)
      if (name !== site.name && (await isNameTaken(services.database, name))) throw nameTaken(name)
      const title = `Rename ${site.title} to ${input.title}`
      return change(deps, site, call, { action: 'sites.rename', title }, (before) => ({
        name,
        title: input.title,
        hostnames: renamed(before.hostnames, site.siteId, builtInHostname(name, domain)),
      }))
    }),
  ]
}

/**
 * Starts the change while the site's row is locked and nothing else is at work on the site, so that what it
 * goes back to, should it fail, is what there really was.
 */
async function change(
  { engine, finder }: SiteOperationDeps,
  site: SiteRecord,
  { caller, idOf }: SiteCall,
  what: { action: string; title: string },
  next: (before: Naming) => Naming,
): Promise<SiteOperation> {
  requireState(site, ['running', 'suspended'])
  const operation = await engine.transaction(async (tx) => {
    await lockSite(tx, site.siteId)
    await requireIdle(engine, tx, site)
    const before = { name: site.name, title: site.title, hostnames: await hostnamesOf(tx, [site.siteId]) }
    const after = next(before)
    const known = new Set(before.hostnames.map((row) => row.hostname))
    for (const row of after.hostnames) {
      if (!known.has(row.hostname)) await claimHostname(tx, { ...row, kind: 'held', primary: false })
    }
    const input = { siteId: site.siteId, before, after }
    return engine.start(tx, changeAddressWorkflow, input, {
      ...requestFor(site, caller),
      operationId: idOf('operation'),
      ...what,
    })
  })
  return { site: await finder.describeOne(site), operation }
}

async function requireIdle(engine: Engine, tx: Tx, site: SiteRecord): Promise<void> {
  const busy = (await engine.atWork(tx, [site.siteId])).get(site.siteId)
  if (busy === undefined) return
  throw new AipressError('site_busy', `"${busy.title}" is at work on ${site.title}.`, {
    hint: `Wait for it: aipress operation watch ${busy.operationId}`,
  })
}

function secondaryNotice(
  { hostname, primary }: { hostname: string; primary?: boolean | undefined },
  site: SiteRecord,
): string {
  const how = `aipress hostname add ${site.name} ${hostname} --primary`
  if (primary === false) return `${hostname} redirects to the site’s address. To make it the address: ${how}`
  return `DNS does not lead ${hostname} to this platform yet, so for now it only redirects to the site’s address. Once it does, make it the address: ${how}`
}

function withHostname(
  rows: readonly SiteHostnameRow[],
  siteId: string,
  hostname: string,
  primary: boolean,
): SiteHostnameRow[] {
  const others = rows.filter((row) => row.hostname !== hostname)
  return [
    ...others.map((row) => (primary ? { ...row, primary: false } : row)),
    { hostname, siteId, kind: 'custom', primary },
  ]
}

function withoutHostname(rows: readonly SiteHostnameRow[], hostname: string): SiteHostnameRow[] {
  const rest = rows.filter((row) => row.hostname !== hostname)
  if (rest.some((row) => row.primary)) return rest
  return rest.map((row) => (row.kind === 'built-in' ? { ...row, primary: true } : row))
}

/** The old built-in hostname goes on redirecting, so that links and bookmarks keep working. */
function renamed(rows: readonly SiteHostnameRow[], siteId: string, hostname: string): SiteHostnameRow[] {
  const builtIn = rows.find((row) => row.kind === 'built-in')
  if (builtIn === undefined || builtIn.hostname === hostname) return [...rows]
  const others = rows.filter((row) => row !== builtIn && row.hostname !== hostname)
  return [
    ...others,
    { ...builtIn, kind: 'former', primary: false },
    { hostname, siteId, kind: 'built-in', primary: builtIn.primary },
  ]
}

function requireRemovable(rows: readonly SiteHostnameRow[], hostname: string, site: SiteRecord): void {
  const row = rows.find((candidate) => candidate.hostname === hostname)
  if (row === undefined) {
    throw new AipressError('hostname_not_found', `${site.title} has no hostname ${hostname}.`, {
      hint: `See them with "aipress hostname list ${site.name}".`,
    })
  }
  if (row.kind !== 'built-in') return
  throw new AipressError('hostname_reserved', `${hostname} is the built-in hostname of ${site.title}.`, {
    hint: `Rename the site to change it: aipress site rename ${site.name} "<title>".`,
  })
}

/** Names below the platform's own domain come from site names alone. */
function requireForeign(hostname: string, domain: string): void {
  if (hostname !== domain && !hostname.endsWith(`.${domain}`)) return
  throw new AipressError('hostname_reserved', `${hostname} belongs to the platform.`, {
    hint: 'Rename the site to change its built-in hostname, or use a domain of your own.',
  })
}

function nameTaken(name: string): AipressError {
  return new AipressError('site_name_taken', `A site named "${name}" already exists.`, {
    hint: `Choose another name, for example "${name}-2", with the option name.`,
  })
}
