import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/**
 * Encrypts secrets before they are stored (AES-256-GCM, NIST SP 800-38D, 96-bit random nonce).
 * `purpose` is bound to the text, so that a sealed value cannot be moved to another place.
 */
export interface Seal {
  seal(plain: string, purpose: string): string
  /** Throws where the key, the purpose or a byte differs. */
  open(sealed: string, purpose: string): string
}

const VERSION = 'v1'

/** `key` has 32 bytes. */
export function createSeal(key: Buffer): Seal {
  if (key.length !== 32) throw new Error('The sealing key must have 32 bytes.')
  return {
    seal(plain, purpose) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return [VERSION, Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')].join('.')
    },
    open(sealed, purpose) {
      const [version, text] = sealed.split('.')
      if (version !== VERSION || text === undefined) throw new Error('Unknown form of sealed value.')
      const bytes = Buffer.from(text, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}
