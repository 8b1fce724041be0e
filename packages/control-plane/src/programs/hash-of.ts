import { createHash } from 'node:crypto'

/** Ids of tokens and codes have 256 random bits, so a plain hash hides them. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
