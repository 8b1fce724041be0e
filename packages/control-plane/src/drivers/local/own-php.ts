import { readlink, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { LIMITS, openCgroups } from './cgroups.ts'
import type { Layout } from './layout.ts'
import { ensureFile, switchLink } from './owned-files.ts'
import { ownPhpService, phpArguments, phpEnvironment, pingPhp, requestsAt } from './php-fpm.ts'
import { OWN_POOLS, ownPoolOf } from './php-pool.ts'
import { ownPhpStartScript } from './php-start.ts'
import type { ServiceSpec, Supervisor } from './supervisor.ts'
import { serviceNames } from './supervisor-scan.ts'
import { becomesReady } from './wait.ts'

interface OwnPhpDeps {
  readonly layout: Layout
  readonly supervisor: Supervisor
}

/** Those that a shard has beside its own, as its supervisor knows them. */
export async function ownPhpServices(layout: Layout, shardId: string): Promise<string[]> {
  const names = await serviceNames(layout)
  return names.filter((name) => name.startsWith(`${shardId}-php-`))
}

/** The same as parts of the shard: `php-07` and so on. */
export async function ownPhpParts(layout: Layout, shardId: string): Promise<string[]> {
  return (await ownPhpServices(layout, shardId)).map((service) => service.slice(shardId.length + 1))
}

export const hasOwnPhp = (tier: Tier): boolean => OWN_POOLS[tier] !== undefined

/**
 * A PHP-FPM for one site: nobody shares its OPcache, and a process is always ready. Visitors are sent there when it
 * answers; who was let in before is answered by the shard's PHP, which goes on.
 */
export async function giveOwnPhp(
  { layout, supervisor }: OwnPhpDeps,
  place: Place,
  tier: Tier,
  signal: AbortSignal,
): Promise<void> {
  const pool = OWN_POOLS[tier]
  if (pool === undefined) throw new Error(`A ${tier} site has no PHP of its own.`)
  const slot = layout.shard(place.shardId).slot(place.slot)
  const { ownPhp } = slot
  const cgroups = await openCgroups(layout.home)
  await ensureFile(ownPhp.configuration, ownPoolOf(layout, place, pool), { uid: 0, gid: 0, mode: 0o644 })
  await ensureFile(ownPhp.start, ownPhpStartScript(layout, cgroups, place), { uid: 0, gid: 0, mode: 0o755 })
  await cgroups.ensureSlot(place, tier)
  const { processes: processesMax } = LIMITS[tier]
  const spec: ServiceSpec = {
    name: ownPhpService(place),
    argv: phpArguments(ownPhp.start, ownPhp.configuration, { settings: OWN_SETTINGS, processesMax }),
    user: { uid: 0, gid: 0 },
    env: await phpEnvironment(layout, place.shardId, [ownPhp.start, ownPhp.configuration]),
    openFilesMax: 4_096,
    stopSignal: 'QUIT',
    directory: '/',
    afterEnd: [ownPhp.start, '--ended'],
  }
  const runsOtherwise = await supervisor.runsOtherwise(spec)
  const isInUse = (await readlink(slot.socket).catch(() => undefined)) === ownPhp.socket
  const isUp = (await supervisor.status(spec.name))?.up === true
  // To be started afresh it must be out of use: the shard's PHP serves the site meanwhile.
  if (runsOtherwise) await leaveOwnPhp({ layout, supervisor }, place, signal)
  await supervisor.ensure(spec, signal)
  // Its site may keep all processes of one that is in use from answering.
  if (isUp && isInUse && !runsOtherwise) return
  await becomesReady('PHP', () => pingPhp(ownPhp.socket), signal)
  await switchLink(slot.socket, ownPhp.socket)
}

/** Room for one WordPress with many plugins; memory is taken as it fills. */
const OWN_SETTINGS = { 'opcache.memory_consumption': '128' }

const LOOK_AGAIN_MS = 100
const STATUS_MS_MAX = 5_000

/** Visitors are sent to the shard's PHP; what the site's own is answering is waited for. Succeeds where there is none. */
export async function takeOwnPhp(
  { layout, supervisor }: OwnPhpDeps,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  await leaveOwnPhp({ layout, supervisor }, place, signal)
  await removeOwnPhp({ layout, supervisor }, place, signal)
}

async function leaveOwnPhp(
  { layout, supervisor }: OwnPhpDeps,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  await switchLink(slot.socket, slot.sharedSocket)
  if ((await supervisor.status(ownPhpService(place)))?.up) await comesToRest(slot.ownPhp.socket, signal)
}

/** The same at once: whoever is being answered gets no more. */
export async function removeOwnPhp(
  { layout, supervisor }: OwnPhpDeps,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const { ownPhp } = layout.shard(place.shardId).slot(place.slot)
  await supervisor.remove(ownPhpService(place), signal)
  for (const path of [ownPhp.socket, ownPhp.pid, ownPhp.configuration, ownPhp.start])
    await rm(path, { force: true })
}

/** Less than a step may take (120 s by default); a request that takes longer is broken off. */
const REST_SECONDS_MAX = 100

/** One who came before the switch may still wait at the socket; the look waits behind them. */
async function comesToRest(socket: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + REST_SECONDS_MAX * 1000
  while (Date.now() < until) {
    const requests = await requestsAt(socket, STATUS_MS_MAX).catch(() => undefined)
    if (requests === 0) return
    await delay(LOOK_AGAIN_MS, undefined, { signal })
  }
}
