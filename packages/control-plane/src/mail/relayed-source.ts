import { setImmediate } from 'node:timers/promises'
import { headerEndOf } from './mail-header.ts'

/** What the mail library goes through byte by byte without letting anybody else have a turn. */
const PIECE_BYTES = 64 * 1024

/**
 * Mail as it goes to the next server. Who else got it secretly must not be told, as PHP leaves the Bcc line
 * to the program that sends. WordPress gives each mail a Message-ID; PHP's bare `mail()` does not. Answers
 * `undefined` where the header is too long to be sure of either.
 */
export function relayedSource(mailId: string, raw: Buffer): AsyncIterable<Buffer> | undefined {
  const headerEnd = headerEndOf(raw)
  if (headerEnd === undefined) return undefined
  // Latin-1 keeps each byte as it is.
  const { told, isNamed } = withoutSecrets(raw.toString('latin1', 0, headerEnd).split('\n'))
  const own = isNamed ? '' : `Message-ID: <${mailId}@aipress.invalid>\r\n`
  return inPieces(Buffer.from(own + told.join('\n'), 'latin1'), raw.subarray(headerEnd))
}

function withoutSecrets(lines: readonly string[]): { told: string[]; isNamed: boolean } {
  const told: string[] = []
  let isNamed = false
  let isSecret = false
  for (const line of lines) {
    if (!/^[ \t]/.test(line)) isSecret = /^bcc[ \t]*:/i.test(line)
    isNamed ||= /^message-id[ \t]*:/i.test(line)
    if (!isSecret) told.push(line)
  }
  return { told, isNamed }
}

async function* inPieces(...parts: Buffer[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    for (let start = 0; start < part.length; start += PIECE_BYTES) {
      yield part.subarray(start, start + PIECE_BYTES)
      await setImmediate()
    }
  }
}
