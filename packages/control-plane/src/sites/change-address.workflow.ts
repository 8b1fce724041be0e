import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { releaseHeld, setHostnames } from '../hostnames/index.ts'
import { transact } from '../kernel/database.ts'
import { requireState } from './site.ts'
import { publishSite, type SiteServices, siteOf } from './site-services.ts'
import { changeSite, indexForSearch, revertSite } from './site-store.ts'

const HostnameRow = z.object({
  hostname: z.string(),
  siteId: z.string(),
  kind: z.enum(['built-in', 'custom', 'former', 'held']),
  primary: z.boolean(),
})
const Naming = z.object({
  name: z.string(),
  title: z.string(),
  hostnames: z.array(HostnameRow),
  url: z.string(),
})
const Input = z.object({ siteId: z.string(), before: Naming, after: Naming })

/**
 * Renames a site, adds or removes hostnames, and follows the platform to another port or domain: all change how the site is called. WordPress' own idea of its
 * address and the links in its content change before visitors are sent to the new one. New hostnames were
 * held by the request, so that no other site could take them meanwhile.
 */
export const changeAddressWorkflow = workflow('change-address', Input, needs<SiteServices>())
  .step('record', {
    title: 'Record the new name and hostnames',
    async do({ input, services, operationId }) {
      const { siteId, after } = input
      requireState(await siteOf(services, siteId), ['running', 'suspended'])
      await transact(services.directory, async (tx) => {
        await changeSite(tx, siteId, operationId, {
          name: after.name,
          title: after.title,
          toldUrl: after.url,
        })
        await setHostnames(tx, siteId, after.hostnames)
        await indexForSearch(tx, siteId, { ...after, hostnames: namesOf(after) })
      })
    },
    async undo({ input, services, signal, operationId }) {
      const { siteId, before } = input
      await transact(services.directory, async (tx) => {
        await revertSite(tx, siteId, operationId, {
          name: before.name,
          title: before.title,
          toldUrl: before.url,
        })
        await setHostnames(tx, siteId, before.hostnames)
        await releaseHeld(tx, siteId, hostnamesIn(input))
        await indexForSearch(tx, siteId, { ...before, hostnames: namesOf(before) })
      })
      await publishSite(services, siteId, signal, hostnamesIn(input))
    },
  })
  .step('retitle', {
    title: 'Tell WordPress its title',
    async do({ input, services, signal }) {
      if (input.before.title !== input.after.title)
        await retitle(services, input.siteId, input.after.title, signal)
    },
    async undo({ input, services, signal }) {
      if (input.before.title !== input.after.title)
        await retitle(services, input.siteId, input.before.title, signal)
    },
  })
  .step('readdress', {
    title: 'Rewrite its addresses',
    do: ({ input, services, signal }) => readdress(services, input.siteId, input.before, input.after, signal),
    undo: ({ input, services, signal }) =>
      readdress(services, input.siteId, input.after, input.before, signal),
  })
  .step('publish', {
    title: 'Open the new address',
    do: ({ input, services, signal }) => publishSite(services, input.siteId, signal, hostnamesIn(input)),
    undo: unneeded('undoing record publishes the former addresses'),
  })

type Naming = z.output<typeof Naming>

/** Past WordPress, which therefore tells nobody that its pages have changed. */
async function retitle(
  services: SiteServices,
  siteId: string,
  title: string,
  signal: AbortSignal,
): Promise<void> {
  const { place } = await siteOf(services, siteId)
  await services.host.retitle(place, title, signal)
  await services.edge.purge(place, signal)
}

async function readdress(
  services: SiteServices,
  siteId: string,
  from: Naming,
  to: Naming,
  signal: AbortSignal,
): Promise<void> {
  if (from.url === to.url) return
  const { place } = await siteOf(services, siteId)
  await services.host.readdress(place, to.url, [from.url], signal)
  await services.edge.purge(place, signal)
}

const namesOf = (naming: Naming) => naming.hostnames.map((row) => row.hostname)

function hostnamesIn(input: z.output<typeof Input>): string[] {
  return [...namesOf(input.before), ...namesOf(input.after)]
}
