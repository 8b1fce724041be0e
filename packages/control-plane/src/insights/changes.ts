import {
  ACTIONS,
  type AuditLine,
  auditResultText,
  CHANGES_MAX,
  type Change,
  type Operation,
  type PhpError,
} from '@aipress/contract'
import { auditLinesOfSite } from '../audit/index.ts'
import type { Engine } from '../engine/engine.ts'
import type { Database } from '../kernel/database.ts'
import { newErrorsOf } from '../php-errors/index.ts'
import type { Span } from './span.ts'

export interface ChangesDeps {
  /** Accounts and audit lines. */
  readonly front: Database
  readonly group: Database
  readonly engine: Pick<Engine, 'list'>
}

/** Of the newest operations; who has more in one time hears of the newest alone. */
const OPERATIONS_MAX = 200
const TEXT_LENGTH_MAX = 300

/** What was done to a site, and what broke, newest first. */
export async function changesOf(
  { front, group, engine }: ChangesDeps,
  siteId: string,
  span: Span,
  tellsErrors: boolean,
): Promise<{ items: Change[]; more: boolean }> {
  const query = { siteId, from: new Date(span.fromMs), to: new Date(span.toMs), limit: CHANGES_MAX + 1 }
  const [operations, lines, errors] = await Promise.all([
    engine.list({ scope: undefined, siteId, limit: OPERATIONS_MAX }),
    auditLinesOfSite(front, query),
    tellsErrors ? newErrorsOf(group, query) : [],
  ])
  const inSpan = operations.items.filter(({ createdAt }) => isIn(createdAt, span))
  const known = new Set(inSpan.map(({ operationId }) => operationId))
  const changes = [
    ...inSpan.map(ofOperation),
    // Who asked for an operation is told with it.
    ...lines.filter(({ operationId }) => operationId === undefined || !known.has(operationId)).map(ofLine),
    ...errors.map(ofError),
  ].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
  return { items: changes.slice(0, CHANGES_MAX), more: changes.length > CHANGES_MAX }
}

function isIn(time: string, { fromMs, toMs }: Span): boolean {
  const at = Date.parse(time)
  return at >= fromMs && at < toMs
}

const ofOperation = ({ operationId, title, state, requestedBy, createdAt, error }: Operation): Change => ({
  at: createdAt,
  kind: 'operation',
  what: title,
  who: requestedBy,
  operationId,
  ...(state === 'succeeded' ? {} : { result: error === undefined ? state : `${state}: ${error.message}` }),
})

function ofLine({ at, action, input, who, result, operationId }: AuditLine): Change {
  const summary = ACTIONS.find(({ name }) => name === action)?.summary ?? action
  const text = `${summary}${detailsIn(input)}`
  return {
    at,
    kind: 'action',
    what: text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX - 1)}…` : text,
    who,
    ...(result === 'ok' ? {} : { result: auditResultText(result) }),
    ...(operationId === undefined ? {} : { operationId }),
  }
}

/** The input as it was recorded, without what it was about: ` (args: plugin list)`. */
function detailsIn(input: string): string {
  try {
    const { site: _, ...rest } = JSON.parse(input) as Record<string, unknown>
    const words = Object.entries(rest)
      .filter(([, value]) => value !== undefined && value !== null && value !== '' && !isEmpty(value))
      .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : String(value)}`)
    return words.length === 0 ? '' : ` (${words.join(', ')})`
  } catch {
    // Cut to what a line holds.
    return ''
  }
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0

const ofError = ({ firstSeenAt, level, message, file, line, count }: PhpError): Change => ({
  at: firstSeenAt,
  kind: 'php-error',
  what: `${level}: ${message.slice(0, TEXT_LENGTH_MAX)}${file === undefined ? '' : ` in ${file}:${line ?? 0}`}`,
  result: `${count} × since`,
})
