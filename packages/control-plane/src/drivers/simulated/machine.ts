import type { Edge } from '../../platform/edge.ts'
import type { Machine } from '../../platform/machine.ts'
import type { WorldParts } from './world.ts'

/** The cloud's disks grow; nothing that watches them shall stop a run. */
const DISK = { freeBytes: 800e9, totalBytes: 1e12 }

export function createSimulatedMachine({ faults, database }: WorldParts, edge: Edge): Machine {
  return {
    async parts(signal) {
      const startedAt = performance.now()
      database.get('SELECT 1')
      const latencyMs = Math.round((performance.now() - startedAt) * 10) / 10
      return [await edge.health(signal), { name: 'simulated world', healthy: true, latencyMs }]
    },
    disk: async () => DISK,
    incidents: async () => faults.incidents(),
  }
}
