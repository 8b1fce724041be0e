import { connect } from 'node:net'
import { AipressError } from '@aipress/contract'

export interface FastCgiRequest {
  readonly socket: string
  readonly params: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Aborting ends the waiting; PHP goes on until it notices. */
  readonly signal?: AbortSignal
}

export interface FastCgiResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** What PHP wrote to its error stream. */
  readonly errors: string
}

/**
 * Asks PHP-FPM itself, without a web server between: for probes, and to boot a site's WordPress ahead
 * of its first visitor. FastCGI 1.0, one request without a body per connection.
 */
export function fastCgi({ socket, params, timeoutMs, signal }: FastCgiRequest): Promise<FastCgiResponse> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = []
    let sizeBytes = 0
    const connection = connect(socket)
    const fail = (message: string, cause?: unknown) => {
      connection.destroy()
      reject(new AipressError('platform_unavailable', message, { cause, context: { socket } }))
    }
    const stop = () => fail('Nobody waits for the answer any more.', signal?.reason)
    signal?.addEventListener('abort', stop, { once: true })
    const knocking = setTimeout(
      () =>
        connect(socket)
          .once('error', () => undefined)
          .end(),
      KNOCK_AFTER_MS,
    )
    connection.once('data', () => clearTimeout(knocking))
    connection.once('close', () => {
      clearTimeout(knocking)
      signal?.removeEventListener('abort', stop)
    })
    connection.setTimeout(timeoutMs, () => fail(`PHP did not answer within ${timeoutMs} ms.`))
    connection.on('error', (error) => fail('PHP does not answer.', error))
    connection.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length
      if (sizeBytes > RESPONSE_BYTES_MAX) fail('PHP answered more than 16 MB.')
      received.push(chunk)
    })
    connection.on('close', () => {
      const { stdout, stderr, ended } = parseRecords(Buffer.concat(received))
      if (ended) resolve(parseResponse(stdout, stderr))
      else fail('PHP closed the connection in the middle of its answer.')
    })
    connection.end(requestRecords(params))
  })
}

/** PHP-FPM may overlook who comes while its last idle process ends, until somebody else comes: see edge/lua/aipress/knock.lua. */
const KNOCK_AFTER_MS = 2_000
const RESPONSE_BYTES_MAX = 16 * 1024 * 1024

/** Record types of the FastCGI specification, section 8. */
const BEGIN_REQUEST = 1
const END_REQUEST = 3
const PARAMS = 4
const STDIN = 5
const STDOUT = 6
const STDERR = 7
const REQUEST_ID = 1
const ROLE_RESPONDER = 1
const CONTENT_BYTES_MAX = 65_535

function requestRecords(params: Readonly<Record<string, string>>): Buffer {
  const pairs = Buffer.concat(Object.entries(params).map(([name, value]) => pair(name, value)))
  if (pairs.length > CONTENT_BYTES_MAX)
    throw new AipressError('internal_error', 'Too many FastCGI parameters.')
  return Buffer.concat([
    record(BEGIN_REQUEST, Buffer.from([0, ROLE_RESPONDER, 0, 0, 0, 0, 0, 0])),
    record(PARAMS, pairs),
    record(PARAMS, Buffer.alloc(0)),
    record(STDIN, Buffer.alloc(0)),
  ])
}

function record(type: number, content: Buffer): Buffer {
  const header = Buffer.from([1, type, 0, REQUEST_ID, content.length >> 8, content.length & 0xff, 0, 0])
  return Buffer.concat([header, content])
}

function pair(name: string, value: string): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)]
  return Buffer.concat([length(nameBytes.length), length(valueBytes.length), nameBytes, valueBytes])
}

/** One byte below 128, else four with the highest bit set. */
function length(size: number): Buffer {
  if (size < 128) return Buffer.from([size])
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE((size | 0x80000000) >>> 0)
  return bytes
}

function parseRecords(bytes: Buffer) {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  let ended = false
  let at = 0
  while (at + 8 <= bytes.length) {
    const [type, contentLength, padding] = [bytes[at + 1], bytes.readUInt16BE(at + 4), bytes[at + 6] ?? 0]
    const content = bytes.subarray(at + 8, at + 8 + contentLength)
    if (type === STDOUT) stdout.push(content)
    if (type === STDERR) stderr.push(content)
    if (type === END_REQUEST) ended = true
    at += 8 + contentLength + padding
  }
  return {
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
    ended,
  }
}

function parseResponse(text: string, errors: string): FastCgiResponse {
  const split = /\r?\n\r?\n/.exec(text)
  const head = split === null ? text : text.slice(0, split.index)
  const body = split === null ? '' : text.slice(split.index + split[0].length)
  const headers = new Headers()
  for (const line of head.slice(0, HEAD_LENGTH_MAX).split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) append(headers, line.slice(0, colon).trim(), line.slice(colon + 1).trim())
  }
  return { status: Number.parseInt(headers.get('status') ?? '200', 10), headers, body, errors }
}

const HEAD_LENGTH_MAX = 64 * 1024

/** A plugin can have PHP send what is no header at all; that one is left out. */
function append(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value)
  } catch {
    return
  }
}
