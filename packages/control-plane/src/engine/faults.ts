import { readFile, rename, writeFile } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import { z } from 'zod'

/**
 * Faults that tests ask for: a JSON file, read at each step, so that a test can name the next fault
 * while the process runs. An entry leaves the file before it strikes; so it strikes once, even though
 * `kill` ends the process and the step runs again.
 */
export interface Faults {
  strike(at: { workflow: string; step: string; phase: FaultPhase }): Promise<void>
}

export type FaultPhase = 'before' | 'after' | 'before-undo' | 'after-undo'

export const Fault = z.object({
  workflow: z.string(),
  step: z.string(),
  /** `after`: the work is done but not yet recorded as done. */
  phase: z.enum(['before', 'after', 'before-undo', 'after-undo']),
  kind: z.enum(['fail', 'kill']),
})
export type Fault = z.infer<typeof Fault>

export const noFaults: Faults = { strike: async () => undefined }

export function faultsFromFile(path: string): Faults {
  return {
    async strike({ workflow, step, phase }) {
      const faults = await read(path)
      const index = faults.findIndex(
        (fault) => fault.workflow === workflow && fault.step === step && fault.phase === phase,
      )
      const fault = faults[index]
      if (!fault) return
      await write(path, faults.toSpliced(index, 1))
      if (fault.kind === 'kill') process.kill(process.pid, 'SIGKILL')
      throw new AipressError('internal_error', `A test let the step ${step} fail.`)
    },
  }
}

async function read(path: string): Promise<Fault[]> {
  const text = await readFile(path, 'utf8').catch(() => '[]')
  return z.array(Fault).parse(JSON.parse(text))
}

async function write(path: string, faults: readonly Fault[]): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(faults))
  await rename(`${path}.new`, path)
}
