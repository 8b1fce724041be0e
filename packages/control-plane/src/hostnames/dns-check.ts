import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'

/** A resolver that hangs must not hold up the person who asked. */
const LOOKUP_TIMEOUT_MS = 2_000

/** Whether DNS leads the hostname to this machine; false too where it does not exist or nobody answers in 2 s. */
export async function leadsHere(hostname: string): Promise<boolean> {
  const timeout = AbortSignal.timeout(LOOKUP_TIMEOUT_MS)
  const giveUp = new Promise<[]>((resolve) => timeout.addEventListener('abort', () => resolve([])))
  const found = await Promise.race([lookup(hostname, { all: true }).catch(() => []), giveUp])
  const own = ownAddresses()
  return found.length > 0 && found.every((entry) => own.has(entry.address))
}

function ownAddresses(): Set<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
  return new Set([...addresses.map((entry) => entry.address), '127.0.0.1', '::1'])
}
