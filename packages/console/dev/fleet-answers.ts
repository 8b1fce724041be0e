import { AipressError } from '@aipress/contract/errors.ts'
import type { Answer } from './answers.ts'
import { targetOf, tierOf } from './bulk-answers.ts'
import { placeOf } from './fleet.ts'
import { listSites } from './site-filter.ts'
import { findSite, startOperation } from './world.ts'

/** What many sites are looked after with, and where each of them is. */
export const FLEET_ANSWERS: Record<string, Answer> = {
  'sites.list': (input, { world }) => listSites(input, world),
  'sites.move': ({ site, to }, { world }) => {
    const found = findSite(world, site)
    const target = targetOf(world, to, found)
    const operation = startOperation(world, {
      action: 'sites.move',
      title: `Move ${found.title} to ${target.shardId}`,
      steps: [
        'Prepare a slot',
        'Copy while it serves',
        'Let writes wait',
        'Copy what changed',
        'Compare',
        'Switch',
      ],
      site: found,
      whenDone: () => Object.assign(found, placeOf(target)),
    })
    return { site: found, operation }
  },
  'sites.pin': ({ site, pinned }, { world }) => Object.assign(findSite(world, site), { pinned }),
  'sites.label': ({ site, add, remove }, { world }) => {
    const found = findSite(world, site)
    found.labels = [...new Set([...found.labels, ...add])]
      .filter((label) => !remove.includes(label))
      .toSorted()
    return found
  },
  'sites.tier': ({ site, tier }, { world }) => {
    const found = findSite(world, site)
    const operation = startOperation(world, {
      action: 'sites.tier',
      title: `Make ${found.title} ${tier}`,
      steps: ['Change its limits'],
      site: found,
      whenDone: () => Object.assign(found, tierOf(tier)),
    })
    return { site: found, operation }
  },
  'operations.cancel': ({ operation }, { world }) => {
    const found = world.operations.find(({ operationId }) => operationId === operation)
    if (found?.state !== 'running') {
      throw new AipressError('operation_not_cancellable', 'It has ended, or is past the point of return.', {
        hint: 'Look at it again; you can move the site back.',
      })
    }
    found.state = 'undoing'
    return found
  },
}
