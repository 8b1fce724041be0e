import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'

/**
 * What PHP's `mail()` runs: our program, told where the slot's spool is. PHP hands it to a shell, and
 * PHP-FPM takes what does not begin with a slash for a relative path, so it cannot be quoted; homes have
 * plain names.
 */
export function sendmailCommand(layout: Layout, place: Place): string {
  const spool = layout.shard(place.shardId).slot(place.slot).mail
  const command = `${mailProgram(layout)} ${spool}`
  if (/^[A-Za-z0-9._/@+ -]+$/.test(command) && !layout.home.includes(' ')) return command
  throw new AipressError(
    'internal_error',
    `The home folder ${layout.home} has characters that PHP cannot take.`,
    {
      hint: 'Choose one with letters, digits, dots, dashes and underscores.',
    },
  )
}

/** Through the link to the present release, so that an update reaches all sites at once. */
export const mailProgram = (layout: Layout) => join(layout.release(CURRENT_RELEASE), 'bin', 'sendmail')

/** The link beside the releases that names the one in use. */
export const CURRENT_RELEASE = 'current'
