import type { Engine } from '../engine/engine.ts'
import { heldHostnames, releaseHeld } from '../hostnames/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { findSite } from './site-store.ts'

interface Deps {
  directory: Database
  controlGroup: number
  engine: Engine
  clock: Clock
}

/** A request holds hostnames a moment before its operation is recorded; after this long there will be none. */
const HELD_MS = 60_000

/** Lets go of hostnames that a request held whose process died before it had recorded its operation. */
export function createHeldHostnamesReconciler({ directory, controlGroup, engine, clock }: Deps): Reconciler {
  return {
    name: 'held-hostnames',
    everySeconds: 30,
    async run() {
      const held = await heldHostnames(directory, new Date(clock() - HELD_MS))
      const busy = await engine.atWork(held.map(({ siteId }) => siteId))
      const changes: string[] = []
      for (const { siteId, hostname } of held.filter((row) => !busy.has(row.siteId))) {
        const site = await findSite(directory, siteId)
        // Only the site's own control group knows whether anything is at work on it.
        if (site !== undefined && site.controlGroup !== controlGroup) continue
        await releaseHeld(directory, siteId, [hostname])
        changes.push(`let go of ${hostname}, which nobody came to use`)
      }
      return changes
    },
  }
}
