import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { failed, runInMedia } from './slot-command.ts'
import { type Sum, sumInMedia } from './sum-in-media.ts'

/** A file, folder or link below a slot's media folder. Pipes and sockets are left out: no page can show them. */
export interface MediaEntry {
  readonly kind: 'file' | 'folder' | 'link'
  readonly sizeBytes: number
  readonly modifiedAt: string
  /** Changes with content, name, owner and mode, and nobody but the kernel sets it. */
  readonly changedAt: string
  readonly inode: string
  readonly permissions: string
  /** Of a link, where it leads. */
  readonly target: string
}

/** By path, in which each character stands for a byte. */
export type MediaEntries = ReadonlyMap<string, MediaEntry>

const KINDS: Record<string, MediaEntry['kind']> = { f: 'file', d: 'folder', l: 'link' }
const FIELDS = ['%y', '%s', '%T@', '%C@', '%i', '%m', '%l', '%P']

export async function listMedia(layout: Layout, place: Place, signal: AbortSignal): Promise<MediaEntries> {
  const command = ['find', '.', '-mindepth', '1', '-printf', FIELDS.map((field) => `${field}\\0`).join('')]
  const run = { layout, place, command, signal }
  const result = await runInMedia(run)
  // A file that goes away under its eyes is no longer there; anything else would be left out silently.
  if (result.exitCode !== 0 && !isOnlyAboutAbsence(result.stderr)) throw failed(run, result)
  const fields = result.stdout.split('\0')
  const entries = new Map<string, MediaEntry>()
  for (let at = 0; at + FIELDS.length <= fields.length; at += FIELDS.length) {
    const [type = '', size, modifiedAt = '', changedAt = '', inode = '', mode, target = '', path = ''] =
      fields.slice(at, at + FIELDS.length)
    const kind = KINDS[type]
    if (kind === undefined) continue
    const permissions = (Number.parseInt(mode ?? '0', 8) & 0o777).toString(8)
    entries.set(path, { kind, sizeBytes: Number(size), modifiedAt, changedAt, inode, permissions, target })
  }
  return entries
}

/**
 * The sizes of all files together, as far as they could be counted in so much time. It goes behind all else that the
 * machine has to do.
 */
export async function mediaSize(
  layout: Layout,
  place: Place,
  signal: AbortSignal,
  durationMsMax: number,
): Promise<Omit<Sum, 'complaints'>> {
  const behind = ['nice', '--adjustment=19', 'ionice', '--class=idle']
  const command = [...behind, 'find', '.', '-type', 'f', '-printf', '%s\\n']
  const run = { layout, place, command, signal }
  const { sum, isWhole, complaints } = await sumInMedia(run, durationMsMax)
  // Files that went away under its eyes are no longer there.
  if (isWhole || isOnlyAboutAbsence(complaints)) return { sum, isWhole: true }
  if (sum === 0 && complaints !== '') throw failed(run, { stderr: complaints })
  return { sum, isWhole: false }
}

function isOnlyAboutAbsence(complaints: string): boolean {
  const lines = complaints.split('\n').filter((line) => line !== '')
  return lines.length > 0 && lines.every((line) => line.endsWith(': No such file or directory'))
}

/** SHA-256 of each; files that have gone meanwhile, or that their own user may not read, are left out. */
export async function digestsOf(
  layout: Layout,
  place: Place,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>()
  if (paths.length === 0) return digests
  const command = ['xargs', '--null', '--no-run-if-empty', 'sha256sum', '--zero', '--']
  const { stdout } = await runInMedia({ layout, place, command, signal }, nullSeparated(paths))
  for (const line of stdout.split('\0')) {
    // `digest`, space, a mark for the mode, `./path`.
    if (line.length > DIGEST_LENGTH) digests.set(line.slice(DIGEST_LENGTH + 4), line.slice(0, DIGEST_LENGTH))
  }
  return digests
}

const DIGEST_LENGTH = 64

/** None can be taken for an option. */
export const nullSeparated = (paths: readonly string[]) => paths.map((path) => `./${path}\0`).join('')

/** As a message may show it. */
export function readablePath(path: string): string {
  return JSON.stringify(Buffer.from(path, 'latin1').toString('utf8'))
}

export async function removeFromMedia(
  layout: Layout,
  place: Place,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (paths.length === 0) return
  const command = ['xargs', '--null', '--no-run-if-empty', 'rm', '-rf', '--']
  const result = await runInMedia({ layout, place, command, signal }, nullSeparated(paths))
  if (result.exitCode === 0) return
  throw new AipressError(
    'internal_error',
    'Files that a site has deleted could not be removed from its copy.',
    {
      context: { output: result.stderr.slice(-2_000) },
    },
  )
}
