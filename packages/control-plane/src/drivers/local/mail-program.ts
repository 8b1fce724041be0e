import { join } from 'node:path'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'

/** What PHP's `mail()` runs: our program, told where the slot's spool is. PHP hands it to a shell. */
export function sendmailCommand(layout: Layout, place: Place): string {
  const spool = layout.shard(place.shardId).slot(place.slot).mail
  return `${shellQuoted(mailProgram(layout))} ${shellQuoted(spool)}`
}

/** Through the link to the present release, so that an update reaches all sites at once. */
export const mailProgram = (layout: Layout) => join(layout.release(CURRENT_RELEASE), 'bin', 'sendmail')

/** The link beside the releases that names the one in use. */
export const CURRENT_RELEASE = 'current'

function shellQuoted(text: string): string {
  if (text.includes("'")) throw new Error(`A home folder cannot have a quote in its name: ${text}`)
  return `'${text}'`
}
