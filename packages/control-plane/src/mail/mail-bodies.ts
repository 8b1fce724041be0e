import { Worker } from 'node:worker_threads'
import type { Mail } from '@aipress/contract'

type Source = Uint8Array<ArrayBuffer>
export type MailBodies = Pick<Mail, 'text' | 'html' | 'attachments'>

/** A mail of 30 MB takes two seconds; one that takes longer was made to. */
const TIME_MS_MAX = 5_000
/** Each takes a core and some hundred MB while it lasts. */
const AT_ONCE_MAX = 2
/** Half a minute at worst. */
const WAITING_MAX = 10
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 }

export const TOO_MUCH = 'The content of this mail is not shown: it is made so that reading it takes too much.'
export const BUSY =
  'The content of this mail is not shown: many mails are being read just now. Try again soon.'

let running = 0
const waiting: (() => void)[] = []

/**
 * Texts and attachments of a mail, read in a thread of its own that is ended where it takes too long or too
 * much memory: sites write what they like, and parsers take minutes for some of it. Such mail is answered
 * with a sentence in place of its text. `open` is called when the mail's turn has come, so that the sources
 * of those that wait take no memory; its answer must have a buffer of its own, which the thread takes.
 */
export async function readMailBodies(open: () => Promise<Source | undefined>): Promise<MailBodies> {
  if (running >= AT_ONCE_MAX) {
    if (waiting.length >= WAITING_MAX) return { text: BUSY, attachments: [] }
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try {
    const source = await open()
    return source === undefined ? { attachments: [] } : await readInThread(source)
  } finally {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}

async function readInThread(source: Source): Promise<MailBodies> {
  const worker = new Worker(new URL('./mail-bodies.worker.ts', import.meta.url), { resourceLimits: MEMORY })
  try {
    return await new Promise<MailBodies>((resolve) => {
      const giveUp = () => resolve({ text: TOO_MUCH, attachments: [] })
      const timer = setTimeout(giveUp, TIME_MS_MAX)
      worker.once('message', resolve)
      worker.once('error', giveUp)
      worker.once('exit', () => {
        clearTimeout(timer)
        giveUp()
      })
      worker.postMessage(source, [source.buffer])
    })
  } finally {
    await worker.terminate()
  }
}
