import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { SlotLayout } from './layout.ts'
import type { MediaEntries, MediaEntry } from './media-files.ts'
import { ROOT_ONLY, replaceFile } from './owned-files.ts'

/**
 * Checksums of files, computed while the site still served its visitors and trusted in the pause for files that
 * have not changed since. A site can set a file's size and time of modification to what they were, but not its
 * time of change: the kernel sets that at each write, `touch` and rename alike, and only root can set the clock.
 */
const Notes = z.object({ source: z.record(z.string(), z.string()), target: z.record(z.string(), z.string()) })

/** Path → stamp and SHA-256 of one side's files. */
export type Digests = Map<string, string>
export interface CopyNotes {
  readonly source: Digests
  readonly target: Digests
}

/** The kernel counts time in ticks of some milliseconds, within which a second change leaves no trace. */
const YOUNG_MS = 1_000

export async function readCopyNotes(slot: SlotLayout): Promise<CopyNotes> {
  const text = await readFile(slot.copied, 'utf8').catch(() => '')
  const parsed = Notes.safeParse(parseJson(text))
  const { source, target } = parsed.data ?? { source: {}, target: {} }
  return { source: new Map(Object.entries(source)), target: new Map(Object.entries(target)) }
}

export async function writeCopyNotes(slot: SlotLayout, { source, target }: CopyNotes): Promise<void> {
  const notes = { source: Object.fromEntries(source), target: Object.fromEntries(target) }
  await replaceFile(slot.copied, JSON.stringify(notes), ROOT_ONLY)
}

/** What is known of a file as it is now, if anything is. */
export function knownDigest(digests: Digests, path: string, entry: MediaEntry): string | undefined {
  const noted = digests.get(path)
  const stamp = stampOf(entry)
  return noted?.startsWith(stamp) ? noted.slice(stamp.length) : undefined
}

/** For keeping: of files that were listed at `listedAtMs`, those that had been left alone for a while. */
export function notesOf(
  entries: MediaEntries,
  digestOf: ReadonlyMap<string, string>,
  listedAtMs: number,
): Digests {
  const notes: Digests = new Map()
  for (const [path, digest] of digestOf) {
    const entry = entries.get(path)
    if (entry !== undefined && Number(entry.changedAt) * 1_000 < listedAtMs - YOUNG_MS) {
      notes.set(path, stampOf(entry) + digest)
    }
  }
  return notes
}

function stampOf({ sizeBytes, modifiedAt, changedAt, inode }: MediaEntry): string {
  return `${sizeBytes} ${modifiedAt} ${changedAt} ${inode} `
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
