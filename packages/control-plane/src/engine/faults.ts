import { appendFile, readFile, rename, writeFile } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import { createTurns } from '../kernel/turns.ts'

/**
 * Faults that tests ask for: a JSON file, read at each step, so that a test can name the next fault
 * while the process runs. An entry leaves the file before it strikes, and is written down beside it as
 * struck; so it strikes once, even though `kill` ends the process and the step runs again.
 */
export interface Faults {
  strike(at: FaultPoint & { operationId: string }): Promise<void>
}

export type FaultPhase = 'before' | 'after' | 'before-undo' | 'after-undo'

const FaultPoint = z.object({
  workflow: z.string(),
  step: z.string(),
  /** `after`: the work is done but not yet recorded as done. */
  phase: z.enum(['before', 'after', 'before-undo', 'after-undo']),
})
export type FaultPoint = z.infer<typeof FaultPoint>

export const Fault = FaultPoint.extend({
  /** `stall`: nothing follows, until somebody kills the process. */
  kind: z.enum(['fail', 'kill', 'stall']),
})
export type Fault = z.infer<typeof Fault>

export const StruckFault = Fault.extend({ operationId: z.string() })
export type StruckFault = z.infer<typeof StruckFault>

export const noFaults: Faults = { strike: async () => undefined }

export function faultsFromFile(path: string): Faults {
  // Operations that come by at the same time must not take the same fault.
  const turns = createTurns()
  return {
    async strike(at) {
      const fault = await turns.take(path, () => takeFault(path, at))
      if (fault === undefined) return
      if (fault.kind === 'kill') process.kill(process.pid, 'SIGKILL')
      if (fault.kind === 'stall') await new Promise(() => undefined)
      throw new AipressError('internal_error', `A test let the step ${at.step} fail.`)
    },
  }
}

async function takeFault(path: string, at: FaultPoint & { operationId: string }): Promise<Fault | undefined> {
  const faults = await readFaults(path)
  const index = faults.findIndex(
    ({ workflow, step, phase }) => workflow === at.workflow && step === at.step && phase === at.phase,
  )
  const fault = faults[index]
  if (fault === undefined) return undefined
  await writeFaults(path, faults.toSpliced(index, 1))
  await appendFile(struckFile(path), `${JSON.stringify({ ...fault, operationId: at.operationId })}\n`)
  return fault
}

/** Replaces the faults that are still to strike. */
export async function writeFaults(path: string, faults: readonly Fault[]): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(faults))
  await rename(`${path}.new`, path)
}

/** Those that have struck since the file was first written, oldest first. */
export async function readStruckFaults(path: string): Promise<StruckFault[]> {
  const text = await readFile(struckFile(path), 'utf8').catch(() => '')
  const lines = text.split('\n').filter(Boolean)
  return lines.map((line) => StruckFault.parse(JSON.parse(line)))
}

const struckFile = (path: string) => `${path}.struck`

async function readFaults(path: string): Promise<Fault[]> {
  const text = await readFile(path, 'utf8').catch(() => '[]')
  return z.array(Fault).parse(JSON.parse(text))
}
