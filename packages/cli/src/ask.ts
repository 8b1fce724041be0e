import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { AipressError } from '@aipress/contract'
import type { Session } from './session.ts'

/** Nothing more shall be asked: Ctrl-D, where Ctrl-C leaves only the question. */
export class Left extends AipressError {
  constructor(cause?: unknown) {
    super('cancelled', NOTHING_DONE, { cause })
  }
}

const NOTHING_DONE = 'Cancelled; nothing was done.'

/** Asks on the terminal. Ctrl-C and Ctrl-D cancel the whole command: no answer is never a yes. */
export async function ask(session: Session, question: string): Promise<string> {
  return await read(session, question, process.stderr)
}

/** The same without showing what is typed. */
export async function askSecret(session: Session, question: string): Promise<string> {
  return await read(session, question, undefined)
}

async function read(session: Session, question: string, output: Writable | undefined): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: output ?? silent, terminal: true })
  // The terminal echoes by itself until the interface exists, so a secret is asked for only now.
  if (output === undefined) session.terminal.err(question)
  const closed = new AbortController()
  lines.on('close', () => closed.abort())
  let interrupted = false
  lines.on('SIGINT', () => {
    interrupted = true
    lines.close()
  })
  try {
    const signal = AbortSignal.any([closed.signal, session.signal])
    return (await lines.question(question, { signal })).trim()
  } catch (error) {
    if (output !== undefined) session.terminal.err('\n')
    if (!interrupted && !session.signal.aborted) throw new Left(error)
    throw new AipressError('cancelled', NOTHING_DONE, { cause: error })
  } finally {
    lines.close()
    if (output === undefined) session.terminal.err('\n')
  }
}
