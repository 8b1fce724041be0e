import type { ProgramScope } from '@aipress/contract/programs.ts'
import { fetchJson } from '../client/http.ts'

export interface ConsentQuestion {
  program: { name: string; address: string; describedAt?: string }
  email: string
  /** The most that it asks for. */
  scope: ProgramScope
  days: number
}

export type ConsentDecision = { allow: false } | { allow: true; scope: ProgramScope; days: number }

const pathOf = (request: string) => `/oauth/consent/${encodeURIComponent(request)}`

export function fetchQuestion(request: string, signal: AbortSignal): Promise<ConsentQuestion> {
  return fetchJson(`${pathOf(request)}/question`, { signal })
}

/** Answers where the browser goes on. */
export async function decide(request: string, decision: ConsentDecision): Promise<string> {
  const { next } = await fetchJson<{ next: string }>(`${pathOf(request)}/decision`, { body: decision })
  return next
}

/** What the authorization server refuses before there is anything to ask, in a person's words. */
const PROBLEMS: Record<string, string> = {
  invalid_client: 'The program is not known here any more.',
  invalid_redirect_uri: 'The program wants the answer at an address that it has not registered.',
  invalid_target: 'The program asks for something else than this platform.',
  session_not_found: 'This request to connect is over, or began in another browser.',
}

export const problemText = (code: string) =>
  PROBLEMS[code] ?? 'The program asked in a way that this platform does not take.'
