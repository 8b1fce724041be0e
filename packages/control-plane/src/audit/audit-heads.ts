import { createHmac, timingSafeEqual } from 'node:crypto'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../kernel/clock.ts'

const Head = z.object({
  at: z.iso.datetime(),
  seq: z.number().int(),
  hash: z.string(),
  /** Lines up to this one may be missing: the retention has removed them, or is about to. */
  removedTo: z.number().int(),
})
export type SignedHead = z.infer<typeof Head>

const Signed = Head.extend({ mac: z.string() })

/**
 * Ends of the chain, signed, outside the database: whoever can write there can neither cut the log's end off nor
 * write it anew without differing from what is here. The file only grows; past its limit it is put aside, in the
 * place of the one before, as the newest head vouches for all lines before it.
 */
export interface AuditHeads {
  /** The oldest first. */
  read(): Promise<{ heads: SignedHead[]; forged: number }>
  /** Returns once it is on the disk. */
  sign(head: Omit<SignedHead, 'at'>): Promise<void>
}

/** Some 4,000 heads. */
const FILE_BYTES_MAX = 1_000_000

export interface AuditHeadsDeps {
  readonly path: string
  readonly key: Buffer
  readonly clock: Clock
}

export function createAuditHeads({ path, key, clock }: AuditHeadsDeps): AuditHeads {
  const aside = `${path}.1`
  const macOf = ({ at, seq, hash, removedTo }: SignedHead) =>
    createHmac('sha256', key)
      .update(JSON.stringify([at, seq, hash, removedTo]))
      .digest('hex')
  const isSigned = ({ mac, ...head }: z.infer<typeof Signed>) => {
    const [given, right] = [Buffer.from(mac), Buffer.from(macOf(head))]
    return given.length === right.length && timingSafeEqual(given, right)
  }
  return {
    async read() {
      const texts = await Promise.all([aside, path].map(textOf))
      const all = texts.join('\n').split('\n').flatMap(signedIn)
      const genuine = all.filter(isSigned)
      return { heads: genuine.map(({ mac: _, ...head }) => head), forged: all.length - genuine.length }
    },
    async sign(state) {
      const head = { at: new Date(clock()).toISOString(), ...state }
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const { size } = await stat(path).catch(() => ({ size: 0 }))
      if (size > FILE_BYTES_MAX) await rename(path, aside)
      const file = await open(path, 'a', 0o600)
      try {
        // The line break comes first as well: a process that was killed may have left half a line.
        await file.write(`\n${JSON.stringify({ ...head, mac: macOf(head) })}\n`)
        await file.datasync()
      } finally {
        await file.close()
      }
    },
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}

/** Half a line is nobody's head. */
function signedIn(line: string): z.infer<typeof Signed>[] {
  try {
    const parsed = Signed.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}
