import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { transact } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'
import type { SlotUse } from '../shards/index.ts'
import { requireState } from './site.ts'
import { publishSite, type SiteServices, siteOf } from './site-services.ts'
import { handOver, setHold, setHome } from './site-store.ts'

const PlaceInput = z.object({ shardId: z.string(), slot: z.number().int() })
export const Home = z.object({ place: PlaceInput, controlGroup: z.number().int(), region: z.string() })
const Input = z.object({ siteId: z.string(), from: Home, to: Home })

/** Each round copies what changed during the one before; busier sites would go on for ever. */
const ROUNDS_MAX = 6
/** A round that moved less than this is as short as the last one will be. */
const SMALL_ROUND = { rows: 500, fileBytes: 5e6 }

/**
 * Moves a site to another shard while it serves. It is copied while visitors read and write; then requests
 * wait at the edge while what changed meanwhile is copied and everything is compared; then the directory says
 * where it lives, and the requests that waited go there.
 *
 * What must never happen: a write that was acknowledged and is in neither place, or two places that both take
 * writes. So nothing is public at the new place before the old one is frozen and both were found equal; and
 * going back from the new place copies what was written there first. The old place stays frozen and answers
 * "moved" until departed-slots.reconciler.ts empties it. Where neither going on nor going back is possible, the site
 * is let go where the directory says that it lives (held-sites.reconciler.ts). The queue of the site's operations stays with its former
 * control group until all else is done, so that nobody changes the site meanwhile.
 */
export const moveSiteWorkflow = workflow('move-site', Input, needs<SiteServices>())
  .step('prepare-target', {
    title: 'Prepare the new place',
    async do({ input, services, signal }) {
      const site = await siteOf(services, input.siteId)
      requireState(site, ['running', 'suspended', 'deleted'])
      await requireSlot(services, input.siteId, input.to.place, 'arriving')
      const secrets = await services.shards.bequeathSecrets(input.from.place, input.to.place)
      const state = await services.host.inspect(input.to.place, signal)
      // A first try may have begun to copy; then the slot is the site's already.
      if (state.kind !== 'claimed') await services.host.prepare(input.to.place, secrets, signal)
      if (site.tier !== 'bronze') await services.host.applyTier(input.to.place, site.tier, signal)
    },
    async undo({ input, services, signal }) {
      const slots = await services.shards.slotsOf(input.siteId)
      // The slot may be another site's by now, if this undo has run to its end once before.
      if (!slots.some(({ place, use }) => use === 'arriving' && isSame(place, input.to.place))) return
      await services.host.empty(input.to.place, signal)
      await transact(services.directory, (tx) => services.shards.release(tx, input.siteId, input.to.place))
    },
  })
  .step('copy', {
    title: 'Copy it while it serves',
    async do({ input, services, signal }) {
      for (let round = 1; round <= ROUNDS_MAX; round += 1) {
        const copied = await services.host.copy(input.from.place, input.to.place, signal)
        if (round > 1 && copied.rows < SMALL_ROUND.rows && copied.fileBytes < SMALL_ROUND.fileBytes) return
      }
    },
    undo: unneeded('undoing prepare-target empties the new place'),
  })
  .step('hold', {
    title: 'Let writes wait',
    async do({ input, services, signal }) {
      await hold(services, input.siteId, signal)
      try {
        await services.host.freeze(input.from.place, signal)
      } catch (error) {
        // It did not come to rest: visitors must not wait until this is tried again. A first try may have frozen it.
        await services.host.thaw(input.from.place, signal)
        await letGo(services, input.siteId, signal)
        throw error
      }
    },
    async undo({ input, services, signal }) {
      await services.host.thaw(input.from.place, signal)
      await letGo(services, input.siteId, signal)
    },
  })
  .step('finish-copy', {
    title: 'Copy the last changes and compare everything',
    async do({ input, services, signal }) {
      await services.host.copy(input.from.place, input.to.place, signal)
      return services.host.compare(input.from.place, input.to.place, signal)
    },
    undo: unneeded('undoing prepare-target empties the new place'),
  })
  .step('switch', {
    title: 'Record where it lives',
    do: ({ input, services }) => settle(services, input.siteId, input.from.place, input.to),
    undo: ({ input, services }) => settleBack(services, input.siteId, input.from, input.to.place),
  })
  .cancellableUntilHere()
  .step('open', {
    title: 'Send visitors to the new place',
    do: ({ input, services, signal }) => letGo(services, input.siteId, signal),
    async undo({ input, services, signal }) {
      const { siteId, from, to } = input
      // Where this is undone for the second time, the site may be at home again.
      if (!isSame((await siteOf(services, siteId)).place, to.place)) return
      // Nothing is given up that works before it is sure that there is something to go back to, and that it answers.
      await requireSlot(services, siteId, from.place, 'departed')
      await services.host.inspect(from.place, signal)
      await hold(services, siteId, signal)
      await services.host.freeze(to.place, signal)
      await services.host.thaw(from.place, signal)
      await services.host.copy(to.place, from.place, signal)
      await services.host.compare(to.place, from.place, signal)
    },
  })
  .step('hand-over', {
    title: 'Hand it over to the shard’s control group',
    do: ({ input: { siteId, from, to }, services }) => {
      const change = { siteId, place: to.place, from: from.controlGroup, to: to.controlGroup }
      return transact(services.directory, (tx) => handOver(tx, change))
    },
    async undo({ input: { siteId, to }, services }) {
      const site = await siteOf(services, siteId)
      if (site.controlGroup === services.shards.controlGroup) return
      // It was handed over although nobody said so, and the other group may have begun something on it since.
      throw new AipressError('site_moved', `${site.title} is control group ${to.controlGroup}’s already.`)
    },
  })

type Home = z.output<typeof Home>

const isSame = (a: Place, b: Place) => a.shardId === b.shardId && a.slot === b.slot

/** Throws `internal_error` where the place is not what it must be to the site. */
async function requireSlot(
  { shards }: SiteServices,
  siteId: string,
  place: Place,
  use: SlotUse,
): Promise<void> {
  const slots = await shards.slotsOf(siteId)
  if (slots.some((slot) => slot.use === use && isSame(slot.place, place))) return
  const what = `${place.shardId} slot ${place.slot}`
  throw new AipressError('internal_error', `${what} is not kept for ${siteId} (${use}) any more.`)
}

async function hold(services: SiteServices, siteId: string, signal: AbortSignal): Promise<void> {
  await transact(services.directory, (tx) => setHold(tx, siteId, true))
  await publishSite(services, siteId, signal)
}

async function letGo(services: SiteServices, siteId: string, signal: AbortSignal): Promise<void> {
  await transact(services.directory, (tx) => setHold(tx, siteId, false))
  await publishSite(services, siteId, signal)
}

async function settle(services: SiteServices, siteId: string, from: Place, to: Home): Promise<void> {
  await transact(services.directory, async (tx) => {
    await services.shards.arrive(tx, siteId, from, to.place)
    await setHome(tx, siteId, to)
  })
}

async function settleBack(services: SiteServices, siteId: string, from: Home, to: Place): Promise<void> {
  await transact(services.directory, async (tx) => {
    await services.shards.goBack(tx, siteId, from.place, to)
    await setHome(tx, siteId, from)
  })
}
