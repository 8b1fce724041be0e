import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { AipressError } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'

/**
 * Signs what the front tells a control group (HMAC-SHA-256 over method, path, time, nonce and body), so that
 * whoever else comes to reach a group's door can tell it nothing. The path names the group: what was meant for
 * one is no call of another. A call is taken once, and only within half a minute of its signing.
 */
export const SIGNED_HEADERS = {
  time: 'x-aipress-time',
  nonce: 'x-aipress-nonce',
  signature: 'x-aipress-signature',
} as const

/** Clocks of machines that keep time differ by less; a call that took longer to arrive is not waited for any more. */
const AGE_MS_MAX = 30_000

/** Of the last half minute; a group answers some hundred calls a second. Beyond this it refuses rather than forgets. */
const NONCES_MAX = 200_000

export interface SignedRequest {
  readonly method: string
  readonly path: string
  readonly body: string
}

export function sign(key: Buffer, request: SignedRequest, nowMs: number): Record<string, string> {
  const time = String(nowMs)
  const nonce = randomBytes(16).toString('base64url')
  return {
    [SIGNED_HEADERS.time]: time,
    [SIGNED_HEADERS.nonce]: nonce,
    [SIGNED_HEADERS.signature]: signatureOf(key, request, time, nonce).toString('base64url'),
  }
}

export type Verify = (request: SignedRequest, headers: Headers) => void

/** `Verify` throws `not_permitted`. It knows no call from before it was made, so it takes none either. */
export function createVerifier(key: Buffer, clock: Clock): Verify {
  const sinceMs = clock()
  const seen = createNonces()
  return (request, headers) => {
    const time = headers.get(SIGNED_HEADERS.time) ?? ''
    const nonce = headers.get(SIGNED_HEADERS.nonce) ?? ''
    const given = Buffer.from(headers.get(SIGNED_HEADERS.signature) ?? '', 'base64url')
    const right = signatureOf(key, request, time, nonce)
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw refused('is not signed')
    const nowMs = clock()
    const signedAtMs = Number(time)
    if (signedAtMs < sinceMs || Math.abs(nowMs - signedAtMs) > AGE_MS_MAX) throw refused('is too old')
    if (!seen.add(nonce, nowMs)) throw refused('came before')
  }
}

function signatureOf(key: Buffer, { method, path, body }: SignedRequest, time: string, nonce: string) {
  const digest = createHash('sha256').update(body).digest('hex')
  return createHmac('sha256', key).update([method, path, time, nonce, digest].join('\n')).digest()
}

/** Two generations, each of the longest time that a call may live, so that forgetting costs nothing. */
function createNonces() {
  let current = new Set<string>()
  let former = new Set<string>()
  let turnedAtMs = 0
  return {
    /** False where it was there, or where there is no room to remember it. */
    add(nonce: string, nowMs: number): boolean {
      // A call may be dated as far ahead as behind.
      if (nowMs - turnedAtMs > 2 * AGE_MS_MAX) {
        former = current
        current = new Set()
        turnedAtMs = nowMs
      }
      if (current.has(nonce) || former.has(nonce) || current.size >= NONCES_MAX) return false
      current.add(nonce)
      return true
    },
  }
}

function refused(why: string): AipressError {
  return new AipressError('not_permitted', `This call to a control group ${why}.`, {
    hint: 'Control groups answer the front alone: use one of its doors.',
  })
}
