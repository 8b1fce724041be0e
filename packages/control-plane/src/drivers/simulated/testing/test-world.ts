import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '../../../platform/place.ts'
import { randomSecrets } from '../../../platform/site-host.suite.ts'
import type { SiteIdentity } from '../../../platform/site-host.ts'
import { openSimulatedCloud, type SimulatedCloud } from '../cloud.ts'
import { createSimulatedWorld, type SimulatedWorld } from '../world.ts'
import type { WorldOptions } from '../world-options.ts'

export interface TestWorld extends SimulatedCloud, Disposable {
  readonly world: SimulatedWorld
  readonly folder: string
}

export const SEED = 2026

/** A world of its own, without time unless it is given some; gone with the test. */
export function openTestWorld(options: Partial<WorldOptions> = {}): TestWorld {
  const folder = mkdtempSync(join(tmpdir(), 'aipress-world-'))
  const world = createSimulatedWorld({ folder, seed: SEED, timeScale: 0, ...options })
  return {
    ...openSimulatedCloud(world),
    world,
    folder,
    [Symbol.dispose]() {
      world[Symbol.dispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

export const identityOf = (siteId: string): SiteIdentity => ({
  siteId,
  title: 'Corner Bakery',
  adminEmail: 'anna@example.com',
  url: 'http://corner-bakery.localhost:8080',
})

/** A site in the slot, on a shard that is made where there is none. */
export async function makeSite(
  { shardHost, siteHost }: Pick<SimulatedCloud, 'shardHost' | 'siteHost'>,
  place: Place,
  signal: AbortSignal,
  siteId = 'site_a',
): Promise<void> {
  await shardHost.ensure({ shardId: place.shardId, slots: 50 }, signal)
  await siteHost.prepare(place, randomSecrets(), signal)
  await siteHost.claim(place, identityOf(siteId), signal)
}

/** What the command prints; throws where it fails. */
export async function wp(
  { siteHost }: Pick<SimulatedCloud, 'siteHost'>,
  place: Place,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const output = { stdout: '', stderr: '' }
  const { exitCode } = await siteHost.wp(place, {
    args,
    signal,
    onOutput: (stream, text) => {
      output[stream] += text
    },
  })
  if (exitCode !== 0) throw new Error(output.stderr)
  return output.stdout.trim()
}
