import { AipressError } from '@aipress/contract'
import type { Place } from '../platform/place.ts'
import type { SiteHost } from '../platform/site-host.ts'

export const RUN_MINUTES_MAX = 10
const OUTPUT_BYTES_MAX = 8 * 1024 * 1024
/** What the answer repeats of each stream; the whole of it was streamed. */
const TAIL_LENGTH_MAX = 64 * 1024

type Stream = 'stdout' | 'stderr'

/** Where a command runs, and what of the site's PHP settings counts for it: a run is bounded by its own time. */
export interface CommandPlace {
  readonly place: Place
  readonly memoryMb?: number
  readonly uploadMb: number
}

/** Runs WP-CLI within the contract's limits, streaming its output and keeping the end of it. */
export async function runWithTail(
  host: SiteHost,
  { writesPast, place, ...php }: CommandPlace & { writesPast: boolean },
  args: readonly string[],
  signal: AbortSignal,
  emit: (event: { stream: Stream; text: string }) => void,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const tooMuch = new AbortController()
  const timeout = AbortSignal.timeout(RUN_MINUTES_MAX * 60_000)
  const tails = { stdout: '', stderr: '' }
  let sizeBytes = 0
  const { exitCode } = await host.wp(place, {
    args,
    writesPast,
    ...php,
    signal: AbortSignal.any([signal, timeout, tooMuch.signal]),
    onOutput(stream, text) {
      sizeBytes += Buffer.byteLength(text)
      if (sizeBytes > OUTPUT_BYTES_MAX) return tooMuch.abort()
      tails[stream] = (tails[stream] + text).slice(-TAIL_LENGTH_MAX)
      emit({ stream, text })
    },
  })
  if (timeout.aborted || tooMuch.signal.aborted) {
    const reason = timeout.aborted ? `took longer than ${RUN_MINUTES_MAX} minutes` : 'wrote more than 8 MB'
    throw new AipressError('wp_cli_failed', `The command ${reason} and was stopped.`, {
      hint: 'Narrow it down, for example with --fields, --post__in or a smaller batch.',
    })
  }
  return { exitCode, ...tails }
}
