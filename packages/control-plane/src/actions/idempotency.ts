import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { AipressError, type ErrorBody } from '@aipress/contract'
import { canonicalJson } from '../kernel/canonical-json.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Seal } from '../kernel/seal.ts'
import {
  changeKey,
  deleteExpiredKey,
  findKey,
  type IdempotencyTable,
  type KeyOwner,
  type KeyWriter,
} from './idempotency-store.ts'

/**
 * Runs a call once per idempotency key, however often and from however many places it is asked.
 *
 * A row per key holds a lease while a process works on the call. Another call with the key waits for
 * the answer. When the process dies, the lease runs out and the next call takes the row over and runs
 * the handler again, with the same ids (`context.idOf`). So what is guaranteed is this: an answer once
 * stored never changes, and between effect and answer a crash can make the handler run again, which
 * finds by its ids what it did before. Refused: storing the answer in the handler's own transaction,
 * which would have needed every handler to have exactly one; and an advisory lock on a connection held
 * for as long as the call, of which there are twenty.
 */
export const KEY_KEPT_MS = 24 * 60 * 60 * 1000
const KEY_LENGTH_MAX = 200
const LEASE_MS = 15_000
/** Three renewals may fail before the lease runs out. */
const LEASE_RENEWAL_MS = 4_000
/** Longer than a lease, so that one call is enough to take up what a dead process left. */
const WAIT_MS_MAX = 20_000
const WAIT_STEP_MS_MAX = 500

export interface IdempotentCall extends KeyOwner {
  action: string
  /** As parsed. */
  input: unknown
  signal: AbortSignal
}

export interface IdempotencyDeps {
  database: Database
  keys: KeyWriter
  seal: Seal
  clock: Clock
  log: Log
}

/**
 * `run` gets the seed of the call's ids, and whether it was begun before. An error that is no answer leaves the key
 * free for a new try.
 */
export async function once(
  deps: IdempotencyDeps,
  call: IdempotentCall,
  run: (seed: string, isRepeated: boolean) => Promise<unknown>,
): Promise<unknown> {
  if (!/^[\x21-\x7e]+$/.test(call.key) || call.key.length > KEY_LENGTH_MAX) {
    throw new AipressError(
      'invalid_input',
      `An idempotency key has 1 to ${KEY_LENGTH_MAX} printable characters and no space.`,
      { hint: 'A random UUID is a good key.' },
    )
  }
  const claim = await claimKey(deps, call)
  if (claim.kind === 'answered') return openAnswer(deps.seal, call, claim.answer)
  const renewal = setInterval(() => renewLease(deps, call, claim.leaseId), LEASE_RENEWAL_MS)
  try {
    const output = await run(claim.seed, claim.isRepeated)
    await store(deps, call, claim.leaseId, { output })
    return output
  } catch (error) {
    if (isAnswer(error)) await store(deps, call, claim.leaseId, { error: error.toBody() })
    else await release(deps, call, claim.leaseId)
    throw error
  } finally {
    clearInterval(renewal)
  }
}

type Claim =
  | { kind: 'answered'; answer: string }
  | { kind: 'mine'; leaseId: string; seed: string; isRepeated: boolean }

async function claimKey(deps: IdempotencyDeps, call: IdempotentCall): Promise<Claim> {
  const fresh = freshRow(call, deps.clock())
  const giveUpAtMs = Date.now() + WAIT_MS_MAX
  for (let stepMs = 20; Date.now() < giveUpAtMs; stepMs = Math.min(stepMs * 2, WAIT_STEP_MS_MAX)) {
    if (await deps.keys.insert(fresh)) {
      return { kind: 'mine', leaseId: fresh.lease_id, seed: fresh.seed, isRepeated: false }
    }
    const claim = await claimExisting(deps, call, fresh)
    if (claim !== undefined) return claim
    await delay(stepMs, undefined, { signal: call.signal })
  }
  throw new AipressError('idempotency_in_progress', 'The first call with this key is still at work.', {
    hint: 'Call again with the same key in a few seconds.',
  })
}

async function claimExisting(
  { database, clock }: IdempotencyDeps,
  call: IdempotentCall,
  fresh: IdempotencyTable,
): Promise<Claim | undefined> {
  const row = await findKey(database, call)
  if (row === undefined) return undefined
  const expired = new Date(clock() - KEY_KEPT_MS)
  if (row.created_at < expired) {
    await deleteExpiredKey(database, call, expired)
    return undefined
  }
  if (row.action !== fresh.action || row.input_hash !== fresh.input_hash) throw reused(row.action)
  if (row.answer !== null) return { kind: 'answered', answer: row.answer }
  if (row.leased_until.getTime() > clock()) return undefined
  const set = { lease_id: fresh.lease_id, leased_until: new Date(clock() + LEASE_MS) }
  const isMine = await changeKey(database, { ...call, held: row.lease_id, set })
  return isMine ? { kind: 'mine', leaseId: fresh.lease_id, seed: row.seed, isRepeated: true } : undefined
}

function reused(action: string): AipressError {
  return new AipressError('idempotency_key_reused', `This key belongs to another call, of ${action}.`, {
    hint: 'Use a new key for a new call; a key is kept for 24 hours.',
  })
}

function freshRow(call: IdempotentCall, nowMs: number): IdempotencyTable {
  return {
    principal: call.principal,
    idempotency_key: call.key,
    action: call.action,
    input_hash: createHash('sha256').update(canonicalJson(call.input)).digest('hex'),
    seed: randomBytes(16).toString('hex'),
    lease_id: randomBytes(12).toString('hex'),
    leased_until: new Date(nowMs + LEASE_MS),
    answer: null,
    created_at: new Date(nowMs),
  }
}

/** What would be said again however often one asked. Anything else may turn out otherwise next time. */
function isAnswer(error: unknown): error is AipressError {
  return (
    error instanceof AipressError &&
    !error.retryable &&
    error.code !== 'internal_error' &&
    error.code !== 'cancelled'
  )
}

type Answer = { output: unknown } | { error: ErrorBody }

const purposeOf = (owner: KeyOwner) => `idempotency/${owner.principal}/${owner.key}`

function openAnswer(seal: Seal, owner: KeyOwner, sealed: string): unknown {
  const answer = JSON.parse(seal.open(sealed, purposeOf(owner))) as Answer
  if ('error' in answer) throw AipressError.fromBody(answer.error)
  return answer.output
}

async function store(deps: IdempotencyDeps, call: IdempotentCall, held: string, answer: Answer) {
  const sealed = deps.seal.seal(JSON.stringify(answer), purposeOf(call))
  const { principal, key } = call
  await quietly(deps, call, () => deps.keys.answer({ principal, key, held, answer: sealed }))
}

async function release(deps: IdempotencyDeps, call: IdempotentCall, held: string) {
  const set = { leased_until: new Date(0) }
  await quietly(deps, call, () => changeKey(deps.database, { ...call, held, set }))
}

function renewLease(deps: IdempotencyDeps, call: IdempotentCall, held: string): void {
  const set = { leased_until: new Date(deps.clock() + LEASE_MS) }
  void quietly(deps, call, () => changeKey(deps.database, { ...call, held, set }))
}

/** The call has its answer already: failing to note it must not take it away. The lease then runs out. */
async function quietly(deps: IdempotencyDeps, call: IdempotentCall, work: () => Promise<unknown>) {
  try {
    await work()
  } catch (err) {
    deps.log.warn({ err, action: call.action, principal: call.principal }, 'idempotency key not updated')
  }
}
