import type { IncomingMessage, ServerResponse } from 'node:http'
import { AipressError } from '@aipress/contract/errors.ts'
import { readBody, sendJson } from './http.ts'

/** One request to connect waits, and what was decided is where the browser goes next. */
export async function answerConsent(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  if (!path.startsWith('/oauth/consent/first/')) {
    throw new AipressError('connection_not_valid', 'This request to connect is over.', {
      hint: 'Start again in the program.',
    })
  }
  if (path.endsWith('/decision')) {
    const decision = Object.entries(await readBody(request)).map(([name, value]) => [name, String(value)])
    return sendJson(response, 200, { next: `/connect?${new URLSearchParams(decision)}` })
  }
  const program = { name: 'Claude Code', address: 'this computer' }
  return sendJson(response, 200, { program, email: 'anna@example.com', scope: 'full', days: 30 })
}
