import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { AipressError } from '@aipress/contract/errors.ts'
import { fileOf } from '../build/first-pages.ts'

const FIRST_SCRIPT = createHash('sha256')
  .update(readFileSync(join(import.meta.dirname, '../public/first.js')))
  .digest('base64')
/** As the edge sends it; a console that needs more than this is wrong. */
const CONTENT_SECURITY_POLICY =
  `default-src 'self'; script-src 'self' 'sha256-${FIRST_SCRIPT}'; ` +
  "style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
/** As build/first-paint.ts compresses. */
export const GZIP_LEVEL = 9
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Once for each file, as with caching; and as the edge does it. */
const compressed = new Map<string, Promise<Buffer>>()

export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  dist: string,
  path: string,
): Promise<void> {
  const isIn = /(?:^|; )aipress=/.test(request.headers.cookie ?? '')
  const name = extname(path) === '' ? fileOf(path, isIn) : normalize(path)
  const type = TYPES[extname(name)] ?? 'application/octet-stream'
  const asGzip = /gzip/.test(String(request.headers['accept-encoding'])) && !type.startsWith('font/')
  try {
    const content = await (asGzip ? compressedFile(join(dist, name)) : readFile(join(dist, name)))
    response.writeHead(200, {
      'content-type': type,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(asGzip ? { 'content-encoding': 'gzip' } : {}),
    })
    response.end(content)
  } catch {
    response.writeHead(404).end()
  }
}

function compressedFile(path: string): Promise<Buffer> {
  const done = compressed.get(path)
  if (done !== undefined) return done
  const promise = readFile(path).then((content) => gzipSync(content, { level: GZIP_LEVEL }))
  // Sought again where it is not there yet.
  promise.catch(() => compressed.delete(path))
  compressed.set(path, promise)
  return promise
}

export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? {} : JSON.parse(text)
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export function sendWeb(response: ServerResponse, answer: Response): void {
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (answer.body === null) response.end()
  else Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream).pipe(response)
}

export function fail(response: ServerResponse, thrown: unknown): void {
  const error = thrown instanceof AipressError ? thrown : new AipressError('internal_error', String(thrown))
  if (response.headersSent) response.end(`event: error\ndata: ${JSON.stringify(error.toBody())}\n\n`)
  else sendJson(response, error.status, { error: error.toBody() })
}
