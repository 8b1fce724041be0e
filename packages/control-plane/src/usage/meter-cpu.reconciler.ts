import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { CpuMeter } from '../platform/cpu-meter.ts'
import { recordCpu } from './cpu-store.ts'

interface Deps {
  directory: Database
  meter: CpuMeter
  clock: Clock
}

/** Counts what each site takes of the processors, by hour and by day. Sites that took nothing cost a look at a row. */
export const createCpuMeter = ({ directory, meter, clock }: Deps): Reconciler => ({
  name: 'usage-cpu',
  everySeconds: 15,
  async run(signal) {
    await recordCpu(directory, await meter.read(signal), clock())
    return []
  },
})
