import { AipressError, type LogLine } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SiteHost } from '../../platform/site-host.ts'
import { loginPath } from '../local/login-path.ts'
import { reachPlace, reachPlaceIfThere } from './shards.ts'
import { withAddress, withOption } from './site-content.ts'
import { compareSlots, copySlot } from './site-moves.ts'
import { createWpRuns, freezeSlot } from './site-runs.ts'
import { limitSite, measureSite } from './site-storage.ts'
import { claimedSlot, findSlot, notFree, removeSlot, stateOf, writeSite, writeState } from './slots.ts'
import type { WorldParts } from './world.ts'
import type { CallKind } from './world-options.ts'

/** Sites as rows: a state, an identity, and what somebody has written. See cloud.ts for what is true of all calls. */
export function createSimulatedSiteHost(world: WorldParts): SiteHost {
  const { settings, database } = world
  const runs = createWpRuns(world)
  const change = (
    kind: CallKind,
    place: Place,
    signal: AbortSignal,
    effect: () => void,
    reach: typeof reachPlace = reachPlace,
  ) =>
    world.calls.make({
      kind,
      subject: place.shardId,
      signal,
      reachable: () => reach(world, place),
      effect: () => database.transaction(effect),
    })
  return {
    ...unsimulated(settings.versions),
    prepare: (place, _secrets, signal) => prepareSlot(world, place, signal),

    claim: (place, identity, signal) =>
      change('site.claim', place, signal, () => {
        const slot = preparedSlot(database, place)
        if (slot.kind === 'claimed' && slot.identity.siteId !== identity.siteId) {
          throw notFree(place, slot.identity.siteId)
        }
        const before = slot.kind === 'claimed' ? slot : { isFrozen: false, content: undefined }
        writeSite(database, place, { ...before, kind: 'claimed', identity })
      }),

    // A service with more instances at least is the same service: nothing of the slot's row says so.
    applyTier: (place, _tier, signal) =>
      change('site.tier', place, signal, () => void preparedSlot(database, place)),

    inspect: (place, signal) =>
      world.calls.make({
        kind: 'site.inspect',
        subject: place.shardId,
        signal,
        reachable: () => reachPlace(world, place),
        effect: () => stateOf(findSlot(database, place)),
      }),

    empty: (place, signal) => emptySlot(world, place, signal),

    halt: (place, signal) => change('site.halt', place, signal, () => runs.end(place), reachPlaceIfThere),

    retitle: (place, title, signal) =>
      change('site.retitle', place, signal, () =>
        writeSite(database, place, withOption(claimedSlot(database, place), 'blogname', title)),
      ),

    readdress: (place, url, formerUrls, signal) =>
      change('site.readdress', place, signal, () =>
        writeSite(database, place, withAddress(claimedSlot(database, place), url, formerUrls)),
      ),

    forgetObjects: (place, signal) =>
      change('site.forget-objects', place, signal, () => undefined, reachPlaceIfThere),

    copy: (from, to, signal) => copySlot(world, from, to, signal),
    freeze: (place, signal) => freezeSlot(world, runs, place, signal),

    thaw: (place, signal) =>
      change('site.thaw', place, signal, () => thawSlot(world, place), reachPlaceIfThere),

    compare: (from, to, signal) => compareSlots(world, from, to, signal),
    measure: (place, signal) => measureSite(world, place, signal),
    limitStorage: (place, limit, signal) => limitSite(world, place, limit, signal),
    wp: (place, run) => runs.run(place, run),
  }
}

/** What a slot has besides its content, so none of it is ever lost, and what its software says of itself. */
const unsimulated = (versions: SiteHost['versions']) =>
  ({
    versions,
    repair: async () => [],
    isServedAs: async () => true,
    loginPath: (_place, loginKey, expiresAt) => loginPath(loginKey, expiresAt),
    php: async () => installationOf(versions.php),
    isBusy: async () => false,

    phpLogAfter: async (_place, position = '') => ({ lines: [], position }),
    logs: (_place, { follow }, signal) => noLines(follow, signal),
  }) satisfies Partial<SiteHost>

/** Those that WordPress asks for. */
const EXTENSIONS = ['curl', 'dom', 'gd', 'intl', 'mbstring', 'mysqli', 'openssl', 'xml', 'zip']

const installationOf = (version: string) => ({
  version,
  versionsInstalled: [version],
  extensions: EXTENSIONS,
})

/** A database, its user, a service and its secret: what Google Cloud counts. */
async function prepareSlot(world: WorldParts, place: Place, signal: AbortSignal): Promise<void> {
  const { database, quotas } = world
  const { shardId } = place
  const refuseClaimed = () => {
    const slot = findSlot(database, place)
    if (slot?.kind === 'claimed') throw notFree(place, slot.identity.siteId)
    return slot
  }
  await world.calls.make({
    kind: 'site.prepare',
    subject: shardId,
    signal,
    reachable: () => reachPlace(world, place),
    begin: () =>
      database.transaction(() => {
        const slot = refuseClaimed()
        if (slot === undefined) quotas.refuseBeyond('Cloud Run services', countSlots(world, shardId), shardId)
        quotas.take('Cloud SQL mutations', slot?.kind === 'prepared' ? 1 : 2, shardId)
        quotas.take('Secret Manager writes', 1, shardId)
        // What an interrupted `empty` left is another site's.
        if (slot?.kind === 'unfinished') removeSlot(database, place)
        if (slot?.kind !== 'prepared') writeState(database, place, 'unfinished')
      }),
    effect: () =>
      database.transaction(() => {
        if (refuseClaimed()?.kind !== 'prepared') writeState(database, place, 'prepared')
      }),
  })
}

async function emptySlot(world: WorldParts, place: Place, signal: AbortSignal): Promise<void> {
  const { database, quotas } = world
  await world.calls.make({
    kind: 'site.empty',
    subject: place.shardId,
    signal,
    reachable: () => reachPlaceIfThere(world, place),
    begin: () =>
      database.transaction(() => {
        if (findSlot(database, place) === undefined) return
        quotas.take('Cloud SQL mutations', 2, place.shardId)
        writeState(database, place, 'unfinished')
      }),
    effect: () => database.transaction(() => removeSlot(database, place)),
  })
}

function thawSlot({ database, quotas }: WorldParts, place: Place): void {
  const slot = findSlot(database, place)
  if (slot?.kind !== 'claimed' || !slot.isFrozen) return
  quotas.take('Cloud SQL mutations', 1, place.shardId)
  writeSite(database, place, { ...slot, isFrozen: false })
}

function preparedSlot(database: WorldParts['database'], place: Place) {
  const slot = findSlot(database, place)
  if (slot === undefined || slot.kind === 'unfinished') throw notPrepared(place)
  return slot
}

function countSlots({ database }: WorldParts, shardId: string): number {
  return Number(database.get('SELECT count(*) AS count FROM slots WHERE shard_id = ?', shardId)?.count)
}

function notPrepared({ shardId, slot }: Place): AipressError {
  return new AipressError('internal_error', `Slot ${slot} of ${shardId} is not prepared.`)
}

/** Simulated sites complain about nothing. Who follows waits for ever, as at a quiet site. */
async function* noLines(follow: boolean, signal: AbortSignal): AsyncGenerator<LogLine> {
  if (!follow || signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
