import { type LogKind, type LogLine, readSiteLogs } from '@aipress/contract/sites.ts'
import { useEffect, useState } from 'react'
import { client } from '../client/client.ts'

/** More would make the page slow; older ones are still in the log. */
export const LINES_MAX = 1_000
const LINES_FIRST = 200

interface LiveLogs {
  lines: readonly LogLine[]
  state: 'loading' | 'following' | 'ended'
  error: unknown
}

/** The newest lines of a site's logs and, while following, those that come. */
export function useLiveLogs(
  site: string,
  kind: LogKind | undefined,
  follow: boolean,
  attempt: number,
): LiveLogs {
  const [logs, setLogs] = useState<LiveLogs>({ lines: [], state: 'loading', error: undefined })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads again
  useEffect(() => {
    const leaving = new AbortController()
    setLogs({ lines: [], state: 'loading', error: undefined })
    read(site, kind, follow, leaving.signal, setLogs)
    return () => leaving.abort()
  }, [site, kind, follow, attempt])
  return logs
}

type SetLogs = (change: (logs: LiveLogs) => LiveLogs) => void

async function read(
  site: string,
  kind: LogKind | undefined,
  follow: boolean,
  signal: AbortSignal,
  set: SetLogs,
): Promise<void> {
  const input = { site, follow, lines: LINES_FIRST, ...(kind === undefined ? {} : { kind }) }
  const onEvent = (line: LogLine) =>
    set((logs) => ({ lines: [...logs.lines, line].slice(-LINES_MAX), state: 'following', error: undefined }))
  try {
    // Following answers line by line; reading answers once.
    const waiting = client.call(readSiteLogs, input, { signal, ...(follow ? { onEvent } : {}) })
    if (follow) set((logs) => ({ ...logs, state: 'following' }))
    const { lines } = await waiting
    if (!signal.aborted) set((logs) => ({ ...logs, ...(follow ? {} : { lines }), state: 'ended' }))
  } catch (error) {
    if (!signal.aborted) set((logs) => ({ ...logs, state: 'ended', error }))
  }
}
