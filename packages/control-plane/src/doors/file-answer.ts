import { AipressError, type AnyAction } from '@aipress/contract'
import type { CallOptions } from '../actions/index.ts'

/** What may wait for a reader who is slower than the work; the work waits then. */
const WAITING_BYTES_MAX = 256 * 1024

const encoder = new TextEncoder()

/**
 * Answers an action that makes a file with the file itself. What fails before the first piece is thrown and answered
 * as ever; later, the connection breaks, so that nobody takes a half for the whole.
 */
export async function answerFile(
  readerGone: AbortSignal,
  action: AnyAction,
  format: string,
  call: (options: CallOptions) => Promise<unknown>,
): Promise<Response> {
  const { file } = action
  if (file === undefined) throw new Error(`${action.name} makes no file.`)
  const cancel = new AbortController()
  const pieces = new TransformStream<Uint8Array, Uint8Array>(
    {},
    {},
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES_MAX }),
  )
  const writer = pieces.writable.getWriter()
  writer.closed.catch(() => cancel.abort())
  const begun = Promise.withResolvers<void>()
  const onEvent = async (event: unknown) => {
    begun.resolve()
    // Of a reader who has gone the signal tells.
    await writer.write(encoder.encode((event as { text: string }).text)).catch(() => undefined)
  }
  const work = call({ signal: AbortSignal.any([readerGone, cancel.signal]), onEvent })
  const ended = work.then(
    () => writer.close(),
    (error: unknown) => writer.abort(error),
  )
  ended.catch(() => undefined)
  await Promise.race([begun.promise, work])
  return new Response(pieces.readable, {
    headers: {
      'content-type': `${typeOf(file.types, format)}; charset=utf-8`,
      'content-disposition': `attachment; filename="${file.name}.${format}"`,
      'cache-control': 'no-store',
      // nginx would otherwise gather the file in its own before it passes it on.
      'x-accel-buffering': 'no',
    },
  })
}

/** The call's own parsing has accepted the format. */
function typeOf(types: Readonly<Record<string, string>>, format: string): string {
  const type = types[format]
  if (type === undefined) throw new AipressError('invalid_input', `There is no file of the type "${format}".`)
  return type
}
