import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { AipressError } from '@aipress/contract'
import type { Session } from './session.ts'

/** Asks on the terminal. Ctrl-C and Ctrl-D cancel the whole command: no answer is never a yes. */
export async function ask(session: Session, question: string): Promise<string> {
  return await read(session, question, process.stderr)
}

/** The same without showing what is typed. */
export async function askSecret(session: Session, question: string): Promise<string> {
  session.terminal.err(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  try {
    return await read(session, '', silent)
  } finally {
    session.terminal.err('\n')
  }
}

async function read(session: Session, question: string, output: Writable): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  const closed = new AbortController()
  lines.on('close', () => closed.abort())
  lines.on('SIGINT', () => lines.close())
  try {
    return (
      await lines.question(question, { signal: AbortSignal.any([closed.signal, session.signal]) })
    ).trim()
  } catch (error) {
    session.terminal.err('\n')
    throw new AipressError('cancelled', 'Cancelled; nothing was done.', { cause: error })
  } finally {
    lines.close()
  }
}
