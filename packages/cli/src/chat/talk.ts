import { createInterface, type Interface } from 'node:readline/promises'
import { AipressError } from '@aipress/contract'
import { Left } from '../ask.ts'
import { reportError } from '../report-error.ts'
import type { Session } from '../session.ts'
import { clean } from '../views/text.ts'
import { converse } from './conversation.ts'
import { isLeaving } from './leaving.ts'
import type { Talk } from './talking.ts'

/**
 * Talks until the person leaves. Ctrl-C ends the answer that is coming, and the talk when none is; a
 * failure is reported and the talk goes on, as a person would.
 */
export async function runTalk(talk: Talk): Promise<void> {
  const { terminal } = talk.session
  terminal.err(
    terminal.paintErr('dim', 'Ask in plain words. "exit" or Ctrl-D leaves, "/new" begins afresh.\n'),
  )
  await showSuggestions(talk.session)
  for (;;) {
    const text = await readLine(terminal.paint('bold', '› '))
    if (text === undefined || isLeaving(text)) break
    if (text === '') continue
    if (text === '/new') talk.conversationId = undefined
    else if ((await say(talk, text)) === 'left') break
  }
  if (talk.conversationId !== undefined) {
    terminal.err(
      terminal.paintErr('dim', `Go on later: aipress chat --conversation ${talk.conversationId}\n`),
    )
  }
}

/** One exchange, with an interrupt of its own; a question in it may be the last. */
async function say(talk: Talk, text: string): Promise<'left' | 'stayed'> {
  const interrupt = new AbortController()
  const onInterrupt = () => interrupt.abort()
  const listeners = process.listeners('SIGINT')
  process.removeAllListeners('SIGINT')
  process.on('SIGINT', onInterrupt)
  const exchange: Talk = { ...talk, session: { ...talk.session, signal: interrupt.signal } }
  try {
    await converse(exchange, text)
    return 'stayed'
  } catch (error) {
    reportError(error, talk.session.terminal, false)
    return error instanceof Left ? 'left' : 'stayed'
  } finally {
    talk.conversationId = exchange.conversationId
    process.off('SIGINT', onInterrupt)
    for (const listener of listeners) process.on('SIGINT', listener)
  }
}

/** A line, or nothing at Ctrl-D and Ctrl-C. */
async function readLine(prompt: string): Promise<string | undefined> {
  const lines: Interface = createInterface({ input: process.stdin, output: process.stderr, history: past })
  const left = new AbortController()
  lines.on('close', () => left.abort())
  lines.on('SIGINT', () => lines.close())
  lines.on('history', (history: string[]) => {
    past = history
  })
  try {
    return (await lines.question(prompt, { signal: left.signal })).trim()
  } catch {
    process.stderr.write('\n')
    return undefined
  } finally {
    lines.close()
  }
}

/** What was typed in this talk, for the arrow keys. */
let past: string[] = []

/** Three things to try; a talk begins without them where they cannot be had. */
async function showSuggestions(session: Session): Promise<void> {
  const connection = session.connect()
  const response = await connection
    .fetch(`${connection.baseUrl}/chat/suggestions`, { headers: connection.headers, signal: session.signal })
    .catch((error: unknown) => {
      throw session.signal.aborted ? new AipressError('cancelled', 'Cancelled.') : connection.explain(error)
    })
  if (!response.ok) return
  const { items = [] } = (await response.json()) as { items?: string[] }
  for (const item of items.slice(0, 3)) session.terminal.err(`  ${clean(item)}\n`)
}
