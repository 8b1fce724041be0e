import { SiteState } from '@aipress/contract'
import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { transact } from '../kernel/database.ts'
import { requireState } from './site.ts'
import { publishSite, type SiteServices, siteOf } from './site-services.ts'
import { changeSite, revertSite, type SiteChange } from './site-store.ts'

const Input = z.object({
  siteId: z.string(),
  from: SiteState,
  to: SiteState,
  /** With `to: 'deleted'`: until when it can be brought back. */
  undeletableUntil: z.iso.datetime().optional(),
  /** What a deleted site goes back to where undeleting it fails. */
  before: z
    .object({ undeletableUntil: z.iso.datetime().optional(), stateBeforeDeletion: SiteState.optional() })
    .default({}),
})

/**
 * Suspends, resumes, deletes and undeletes: the record first, then what visitors see. Data stays where it
 * is; only `purge-site` removes it.
 */
export const setSiteStateWorkflow = workflow('set-site-state', Input, needs<SiteServices>())
  .step('record', {
    title: 'Record the new state',
    async do({ input, services, operationId }) {
      const site = await siteOf(services, input.siteId)
      requireState(site, [input.from, input.to])
      await transact(services.directory, (tx) => changeSite(tx, input.siteId, operationId, changeTo(input)))
    },
    async undo({ input, services, signal, operationId }) {
      const { undeletableUntil, stateBeforeDeletion = null } = input.before
      const back = { state: input.from, undeletableUntil: dateOrNull(undeletableUntil), stateBeforeDeletion }
      await transact(services.directory, (tx) => revertSite(tx, input.siteId, operationId, back))
      await publishSite(services, input.siteId, signal)
    },
  })
  .step('publish', {
    title: 'Show it to visitors',
    async do({ input, services, signal }) {
      await publishSite(services, input.siteId, signal)
      if (input.to === 'running') await services.siteRunsAgain(input.siteId)
      if (input.to !== 'suspended' && input.to !== 'deleted') return
      // Its code ends with its visits: nobody is served, but what runs in the background would go on.
      const { place, state } = await siteOf(services, input.siteId)
      if (state === input.to) await services.host.halt(place, signal)
    },
    undo: unneeded('undoing record publishes the former state'),
  })

function changeTo(input: z.output<typeof Input>): SiteChange {
  if (input.to !== 'deleted') return { state: input.to, undeletableUntil: null, stateBeforeDeletion: null }
  return {
    state: 'deleted',
    undeletableUntil: dateOrNull(input.undeletableUntil),
    stateBeforeDeletion: input.from,
  }
}

const dateOrNull = (text: string | undefined) => (text === undefined ? null : new Date(text))
