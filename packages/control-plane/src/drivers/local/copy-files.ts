import type { Place } from '../../platform/place.ts'
import {
  type CopyNotes,
  type Digests,
  knownDigest,
  notesOf,
  readCopyNotes,
  writeCopyNotes,
} from './copy-notes.ts'
import type { Layout } from './layout.ts'
import {
  digestsOf,
  listMedia,
  type MediaEntries,
  type MediaEntry,
  nullSeparated,
  removeFromMedia,
} from './media-files.ts'
import { pipeBetweenSlots } from './slot-command.ts'

/** One sends what differs and one looks whether it arrived; the third is for what changed while it was sent. */
const ROUNDS_MAX = 3

export interface Move {
  readonly layout: Layout
  readonly from: Place
  readonly to: Place
  readonly signal: AbortSignal
}

export interface FileFigures {
  readonly files: number
  readonly fileBytes: number
}

/** The target's media become those of the source. What changes meanwhile is left to the next call. */
export async function copyFiles(move: Move): Promise<FileFigures> {
  const figures = { files: 0, fileBytes: 0 }
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const sides = await lookAtFiles(move, (source, target) => looksEqual(source, target))
    await writeCopyNotes(slotOf(move), sides.notes)
    const { missing, gone } = differencesOf(sides)
    if (missing.length === 0 && gone.length === 0) break
    await removeFromMedia(move.layout, move.to, gone, move.signal)
    if (missing.length > 0) await send(move, missing)
    for (const entry of missing.map((path) => sides.source.get(path))) {
      if (entry?.kind !== 'file') continue
      figures.files += 1
      figures.fileBytes += entry.sizeBytes
    }
  }
  return figures
}

export interface FileSides {
  readonly source: MediaEntries
  readonly target: MediaEntries
  readonly sourceDigests: ReadonlyMap<string, string>
  readonly targetDigests: ReadonlyMap<string, string>
  readonly notes: CopyNotes
}

/** Lists both sides; of files that `needsDigest`, the digests of both, computed where they are not known. */
export async function lookAtFiles(
  move: Move,
  needsDigest: (source: MediaEntry, target: MediaEntry) => boolean,
): Promise<FileSides> {
  const { layout, from, to, signal } = move
  const notes = await readCopyNotes(slotOf(move))
  const listedAtMs = Date.now()
  const [source, target] = await Promise.all([listMedia(layout, from, signal), listMedia(layout, to, signal)])
  const paths: string[] = []
  for (const [path, entry] of source) {
    const other = target.get(path)
    if (entry.kind === 'file' && other?.kind === 'file' && needsDigest(entry, other)) paths.push(path)
  }
  const digests = async (place: Place, entries: MediaEntries, known: Digests) => {
    const found = new Map<string, string>()
    for (const [path, entry] of entries) {
      const digest = knownDigest(known, path, entry)
      if (digest !== undefined) found.set(path, digest)
    }
    const unknown = paths.filter((path) => !found.has(path))
    for (const [path, digest] of await digestsOf(layout, place, unknown, signal)) found.set(path, digest)
    return found
  }
  const [sourceDigests, targetDigests] = await Promise.all([
    digests(from, source, notes.source),
    digests(to, target, notes.target),
  ])
  const fresh = {
    source: notesOf(source, sourceDigests, listedAtMs),
    target: notesOf(target, targetDigests, listedAtMs),
  }
  return { source, target, sourceDigests, targetDigests, notes: fresh }
}

/** `missing` is to be sent, folders before what they hold; `gone` is to be removed. */
export function differencesOf({ source, target, sourceDigests, targetDigests }: FileSides) {
  const missing: string[] = []
  for (const [path, entry] of source) {
    const other = target.get(path)
    const isSame =
      other !== undefined &&
      looksEqual(entry, other) &&
      (entry.kind !== 'file' ||
        (sourceDigests.has(path) && sourceDigests.get(path) === targetDigests.get(path)))
    if (!isSame) missing.push(path)
  }
  const gone = [...target].filter(([path, { kind }]) => source.get(path)?.kind !== kind).map(([path]) => path)
  return { missing: missing.sort(), gone }
}

function looksEqual(source: MediaEntry, target: MediaEntry): boolean {
  if (source.kind !== target.kind) return false
  if (source.kind === 'link') return source.target === target.target
  if (source.permissions !== target.permissions) return false
  if (source.kind === 'folder') return true
  return source.sizeBytes === target.sizeBytes && source.modifiedAt === target.modifiedAt
}

/**
 * The receiver takes permissions as they come (no umask) but no owner and no special bits: new folders then
 * inherit from the media folder the group by which nginx reads them.
 */
async function send({ layout, from, to, signal }: Move, paths: readonly string[]): Promise<void> {
  const archive = ['--format=posix', '--pax-option=delete=atime,delete=ctime', '--hard-dereference']
  const list = ['--no-recursion', '--null', '--verbatim-files-from', '--files-from=-']
  const sender = [
    'tar',
    '--create',
    '--file=-',
    '--ignore-failed-read',
    '--warning=none',
    ...archive,
    ...list,
  ]
  const extract = ['--extract', '--file=-', '--no-same-owner', '--no-same-permissions']
  const receiver = ['perl', '-e', 'umask 0; exec { $ARGV[0] } @ARGV or exit 127', 'tar', ...extract]
  await pipeBetweenSlots(
    { layout, place: from, command: sender, signal },
    { layout, place: to, command: receiver, signal },
    nullSeparated(paths),
  )
}

const slotOf = ({ layout, to }: Move) => layout.shard(to.shardId).slot(to.slot)
