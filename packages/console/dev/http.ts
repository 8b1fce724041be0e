import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { AipressError } from '@aipress/contract/errors.ts'

/** As the edge sends it; a console that needs more than this is wrong. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export async function sendFile(response: ServerResponse, dist: string, path: string): Promise<void> {
  const name = extname(path) === '' ? '/index.html' : normalize(path)
  try {
    const content = await readFile(join(dist, name))
    response.writeHead(200, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': CONTENT_SECURITY_POLICY,
    })
    response.end(content)
  } catch {
    response.writeHead(404).end()
  }
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
