import { totalmem } from 'node:os'

/** Of the machine, or of the container that we are in: there the machine's own is not ours to give. */
export function totalMemoryBytes(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
