import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { LogKind, LogLine } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SiteHost } from '../../platform/site-host.ts'
import type { Layout } from './layout.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { parseLogLine } from './log-lines.ts'

type Query = Parameters<SiteHost['logs']>[1]

/** A new line is seen this soon; three `stat`s per turn and reader cost nothing that matters. */
const POLL_MS = 250

interface Source {
  readonly kind: LogKind
  readonly file: LogFile
  /** Of its newest line, for lines that have no time of their own. */
  time: string
}

/** The web server's logs of a site and PHP's, merged by time. */
export async function* readSiteLogs(
  layout: Layout,
  place: Place,
  { siteId, kind, lines, follow }: Query,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const paths: Record<LogKind, string> = {
    access: join(layout.edge.siteLogs, siteId, 'access.log'),
    error: join(layout.edge.siteLogs, siteId, 'error.log'),
    php: layout.shard(place.shardId).slot(place.slot).phpLog,
  }
  const kinds: LogKind[] = kind === undefined ? ['access', 'error', 'php'] : [kind]
  const sources = kinds.map(
    (each): Source => ({ kind: each, file: openLogFile(paths[each]), time: BEGINNING }),
  )
  try {
    yield* (await merged(sources, (file) => file.tail(lines))).slice(-lines)
    while (follow && (await pause(signal))) yield* await merged(sources, (file) => file.next())
  } finally {
    for (const { file } of sources) await file[Symbol.asyncDispose]()
  }
}

const BEGINNING = new Date(0).toISOString()

async function merged(sources: Source[], read: (file: LogFile) => Promise<string[]>): Promise<LogLine[]> {
  const found: LogLine[] = []
  for (const source of sources) {
    for (const text of await read(source.file)) {
      const line = parseLogLine(source.kind, text, source.time)
      if (line === undefined) continue
      source.time = line.time
      found.push(line)
    }
  }
  // Sorting is stable, so lines of one log keep their order within a second.
  return found.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
}

/** False once nobody listens any more. */
async function pause(signal: AbortSignal): Promise<boolean> {
  await delay(POLL_MS, undefined, { signal }).catch(() => undefined)
  return !signal.aborted
}
