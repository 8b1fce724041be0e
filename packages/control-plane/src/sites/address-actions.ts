import {
  addHostname,
  removeHostname,
  renameSite,
  requireFreeOfReservation,
  type SiteOperation,
  siteNameFromTitle,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { hostnamesOf, leadsHere } from '../hostnames/index.ts'
import { startAddressChange } from './address-change.ts'
import {
  type Renaming,
  renamed,
  requireForeign,
  requireRemovable,
  withHostname,
  withoutHostname,
} from './naming.ts'
import { builtInHostname, primaryHostname, type SiteRecord } from './site.ts'
import { laneDepsOf } from './site-lane.ts'
import { isNameTaken, nameTaken } from './site-name-store.ts'
import { answeredBefore, requestFor, type SiteCall, type SiteOperationDeps } from './site-operations.ts'

/** Answers rename and the hostname actions that change how a site is called. */
export function addressHandlers(deps: SiteOperationDeps): Handler[] {
  const { services, finder, domain } = deps
  const hostnamesFor = (site: SiteRecord) => hostnamesOf(services.directory, [site.siteId])
  return [
    handle(addHostname, async (input, call) => {
      const { caller, touch } = call
      const earlier = await answeredBefore(deps, call.idOf('operation'))
      if (earlier !== undefined) return earlier
      requireForeign(input.hostname, domain)
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const now = primaryHostname(site, await hostnamesFor(site))
      const primary = input.primary ?? (now === input.hostname || (await leadsHere(input.hostname)))
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
      if (name !== site.name && (await isNameTaken(services.directory, name))) throw nameTaken(name)
      const title = `Rename ${site.title} to ${input.title}`
      return change(deps, site, call, { action: 'sites.rename', title }, (before) => ({
        name,
        title: input.title,
        hostnames: renamed(before.hostnames, site.siteId, builtInHostname(name, domain)),
      }))
    }),
  ]
}

async function change(
  deps: SiteOperationDeps,
  site: SiteRecord,
  { caller, idOf }: SiteCall,
  what: { action: string; title: string },
  next: (before: Renaming) => Renaming,
): Promise<SiteOperation> {
  const request = { ...requestFor(site, caller), operationId: idOf('operation'), ...what }
  const change = { ...laneDepsOf(deps), engine: deps.engine, urlOf: deps.services.urlOf }
  const operation = await startAddressChange(change, site.siteId, request, next)
  return { site: await deps.finder.describeOne(site), operation }
}

function secondaryNotice(
  { hostname, primary }: { hostname: string; primary?: boolean | undefined },
  site: SiteRecord,
): string {
  const how = `aipress hostname add ${site.name} ${hostname} --primary`
  if (primary === false) return `${hostname} redirects to the site’s address. To make it the address: ${how}`
  return `DNS does not lead ${hostname} to this platform yet, so for now it only redirects to the site’s address. Once it does, make it the address: ${how}`
}
