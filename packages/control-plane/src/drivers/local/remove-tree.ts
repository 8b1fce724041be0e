import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'

/** A program that was stopped in the middle may have written behind the removal. */
const ATTEMPTS_MAX = 10
const PAUSE_MS = 50

/** Of what the command says; it names each file that it could not remove. */
const OUTPUT_LENGTH_MAX = 2_000

/**
 * The files or folders are gone with all that is in them. For what strangers had in hand: GNU `rm` holds each
 * folder open and removes by name within it, so that a folder exchanged for a link at the right moment
 * cannot lead it elsewhere. Node's own `rm` goes by path and can be led.
 */
export async function removeTree(...paths: string[]): Promise<void> {
  let output = ''
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const result = await execa('rm', ['-rf', '--one-file-system', '--', ...paths], {
      reject: false,
      stdin: 'ignore',
    })
    if (result.exitCode === 0) return
    output = result.stderr
    await delay(PAUSE_MS)
  }
  throw new AipressError('internal_error', 'Files could not be removed.', {
    context: { path: paths[0] ?? '', output: output.slice(-OUTPUT_LENGTH_MAX) },
  })
}
