import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits: not to be guessed, so a plain hash of it is enough to store. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
