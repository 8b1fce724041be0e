import { z } from 'zod'
import type { LogFile } from './log-file.ts'

/** Lines that are remembered; more slow requests than these are not asked for at once. */
const DETAILS_MAX = 2_000
const TEXT_LENGTH_MAX = 300

/** Written within the site, so nothing of it is sure but that it is the site's own. */
const Detail = z.object({
  requestId: z.string().max(64),
  what: z.string().optional(),
  queries: z.number().optional(),
  memoryMb: z.number().optional(),
  http: z.object({ calls: z.number(), ms: z.number(), slowest: z.string().optional() }).optional(),
  fatal: z.string().optional(),
})
type Detail = z.infer<typeof Detail>

/** What WordPress said of its slow requests, by the request's id. */
export interface SlowDetails extends AsyncDisposable {
  /** Takes in what has been written since. */
  refresh(): Promise<void>
  /** In words; undefined where WordPress said nothing, as where it was killed. */
  readonly of: (requestId: string) => string | undefined
}

export function createSlowDetails(file: LogFile): SlowDetails {
  const byRequest = new Map<string, string>()
  let isOpen = false
  return {
    async refresh() {
      const lines = isOpen ? await file.next() : await file.tail(DETAILS_MAX)
      isOpen = true
      for (const line of lines) {
        const detail = parsed(line)
        if (detail !== undefined) byRequest.set(detail.requestId, inWords(detail))
      }
      for (const requestId of byRequest.keys()) {
        if (byRequest.size <= DETAILS_MAX) break
        byRequest.delete(requestId)
      }
    },
    of: (requestId) => byRequest.get(requestId),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  }
}

function inWords({ what, queries, memoryMb, http, fatal }: Detail): string {
  const waited =
    http === undefined || http.calls === 0
      ? undefined
      : `waited ${Math.round(http.ms)} ms for ${http.calls === 1 ? '1 call' : `${http.calls} calls`} to other servers${http.slowest === undefined ? '' : `, longest for ${http.slowest}`}`
  return [
    what,
    waited,
    queries === undefined ? undefined : `${queries} queries`,
    memoryMb === undefined ? undefined : `${memoryMb} MB`,
    fatal === undefined ? undefined : `ended by an error: ${fatal}`,
  ]
    .filter((part) => part !== undefined)
    .join('; ')
    .slice(0, TEXT_LENGTH_MAX * 3)
}

function parsed(line: string): Detail | undefined {
  try {
    return Detail.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
