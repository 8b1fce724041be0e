import { AipressError } from '@aipress/contract'
import { execa } from 'execa'

/** Of what the command says; it names each file that it could not remove. */
const OUTPUT_LENGTH_MAX = 2_000

/**
 * The files or folders are gone with all that is in them. For what strangers had in hand: GNU `rm` holds each
 * folder open and removes by name within it, so that a folder exchanged for a link at the right moment
 * cannot lead it elsewhere. Node's own `rm` goes by path and can be led.
 */
export async function removeTree(...paths: string[]): Promise<void> {
  const result = await execa('rm', ['-rf', '--one-file-system', '--', ...paths], {
    reject: false,
    stdin: 'ignore',
  })
  if (result.exitCode === 0) return
  throw new AipressError('internal_error', 'Files of a site could not be removed.', {
    context: { path: paths[0] ?? '', output: result.stderr.slice(-OUTPUT_LENGTH_MAX) },
  })
}
