import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { CopyFigures } from '../../platform/site-host.ts'
import { reachPlace } from './shards.ts'
import { differenceOf, figuresOf } from './site-content.ts'
import { type ClaimedSlot, claimedSlot, findSlot, notFree, writeSite } from './slots.ts'
import type { WorldParts } from './world.ts'

/** More names than these help nobody to see what differs. */
const NAMES_MAX = 10

/** The first copy of a slot takes longer than those that bring it up to date. */
export async function copySlot(
  world: WorldParts,
  from: Place,
  to: Place,
  signal: AbortSignal,
): Promise<CopyFigures> {
  const { database } = world
  const isFirst = findSlot(database, to)?.kind !== 'claimed'
  return await world.calls.make({
    kind: isFirst ? 'site.copy' : 'site.copy-again',
    subject: to.shardId,
    signal,
    reachable() {
      reachPlace(world, from)
      reachPlace(world, to)
    },
    effect: () =>
      database.transaction(() => {
        const source = claimedSlot(database, from)
        const target = copyIn(world, to, source)
        writeSite(database, to, { ...source, isFrozen: target?.isFrozen ?? false })
        return target === undefined ? figuresOf(source) : differenceOf(source, target).figures
      }),
  })
}

/** What the slot has of the site already; fails where it is not free for it. */
function copyIn({ database }: WorldParts, to: Place, source: ClaimedSlot): ClaimedSlot | undefined {
  const slot = findSlot(database, to)
  if (slot?.kind === 'prepared') return undefined
  if (slot?.kind !== 'claimed') {
    throw new AipressError('internal_error', `Slot ${to.slot} of ${to.shardId} is not prepared.`)
  }
  const { siteId } = slot.identity
  if (siteId !== source.identity.siteId) throw notFree(to, siteId)
  return slot
}

export async function compareSlots(
  world: WorldParts,
  from: Place,
  to: Place,
  signal: AbortSignal,
): Promise<CopyFigures> {
  const { database } = world
  return await world.calls.make({
    kind: 'site.compare',
    subject: to.shardId,
    signal,
    reachable() {
      reachPlace(world, from)
      reachPlace(world, to)
    },
    effect() {
      const source = claimedSlot(database, from)
      if (!source.isFrozen) {
        throw new AipressError('internal_error', 'A site that still changes cannot be compared.')
      }
      const { names } = differenceOf(source, claimedSlot(database, to))
      if (names.length > 0) throw differs(names)
      return figuresOf(source)
    },
  })
}

function differs(names: readonly string[]): AipressError {
  const rest = names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : ''
  return new AipressError(
    'copy_differs',
    `The copy differs in: ${names.slice(0, NAMES_MAX).join(', ')}${rest}.`,
    { hint: 'Copy again.' },
  )
}
