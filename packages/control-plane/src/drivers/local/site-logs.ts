import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { LogKind, LogLine } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SiteHost } from '../../platform/site-host.ts'
import type { Layout } from './layout.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { parseLogLine } from './log-lines.ts'
import { createSlowDetails, type SlowDetails } from './slow-details.ts'

type Query = Parameters<SiteHost['logs']>[1]

/** A new line is seen this soon; three `stat`s per turn and reader cost nothing that matters. */
const POLL_MS = 250

interface Source {
  readonly kind: LogKind
  readonly file: LogFile
  /** Of its newest line, for lines that have no time of their own. */
  time: string
}

interface Reading extends AsyncDisposable {
  readonly sources: readonly Source[]
  /** Where slow requests are among them: what WordPress says of each. */
  readonly details: SlowDetails | undefined
}

/** A stack trace has its time in its first line, which may be this far before those that are asked for. */
const CONTINUED_LINES_MAX: Partial<Record<LogKind, number>> = { php: 10_000 }

/** The slow ones are in the first of these as well, so they are read where they are asked for. */
const USUAL: readonly LogKind[] = ['access', 'error', 'php']

/** The logs of a site, merged by time. */
export async function* readSiteLogs(
  layout: Layout,
  place: Place,
  { siteId, kind, lines, follow }: Query,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  await using reading = openReading(layout, place, siteId, kind === undefined ? USUAL : [kind])
  yield* (
    await merged(reading, ({ kind, file }) => file.tail(lines + (CONTINUED_LINES_MAX[kind] ?? 0)))
  ).slice(-lines)
  while (follow && (await pause(signal))) yield* await merged(reading, ({ file }) => file.next())
}

function openReading(layout: Layout, place: Place, siteId: string, kinds: readonly LogKind[]): Reading {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const paths: Record<LogKind, string> = {
    access: join(layout.edge.siteLogs, siteId, 'access.log'),
    error: join(layout.edge.siteLogs, siteId, 'error.log'),
    php: slot.phpLog,
    'slow-request': join(layout.edge.siteLogs, siteId, 'slow-request.log'),
    'slow-query': slot.slowQueryLog,
  }
  const sources = kinds.map((kind): Source => ({ kind, file: openLogFile(paths[kind]), time: BEGINNING }))
  const details = kinds.includes('slow-request') ? createSlowDetails(openLogFile(slot.slowLog)) : undefined
  return {
    sources,
    details,
    async [Symbol.asyncDispose]() {
      for (const { file } of sources) await file[Symbol.asyncDispose]()
      await details?.[Symbol.asyncDispose]()
    },
  }
}

const BEGINNING = new Date(0).toISOString()

async function merged(
  { sources, details }: Reading,
  read: (source: Source) => Promise<string[]>,
): Promise<LogLine[]> {
  const found: LogLine[] = []
  for (const source of sources) {
    const texts = await read(source)
    // After the lines themselves, as WordPress writes what it knows of a request before the web server does.
    if (source.kind === 'slow-request' && texts.length > 0) await details?.refresh()
    const lines: LogLine[] = []
    for (const text of texts) {
      const line = parseLogLine(source.kind, text, source.time, details?.of)
      if (line === undefined) continue
      source.time = line.time
      lines.push(line)
    }
    // What belongs to a line that is gone was written before the one that follows.
    const earliest = lines.find(({ time }) => time !== BEGINNING)?.time ?? BEGINNING
    found.push(...lines.map((line) => (line.time === BEGINNING ? { ...line, time: earliest } : line)))
  }
  // Sorting is stable, so lines of one log keep their order within a second.
  return found.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
}

/** False once nobody listens any more. */
async function pause(signal: AbortSignal): Promise<boolean> {
  await delay(POLL_MS, undefined, { signal }).catch(() => undefined)
  return !signal.aborted
}
