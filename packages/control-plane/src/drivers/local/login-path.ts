import { createHmac, randomBytes } from 'node:crypto'

/** The link that the mu-plugin `OneClickLogin` redeems; both sides must agree on its form. */
export function loginPath(loginKey: string, expiresAt: Date): string {
  const expiry = Math.floor(expiresAt.getTime() / 1000)
  const text = `v1.${expiry}.${randomBytes(16).toString('base64url')}`
  const signature = createHmac('sha256', loginKey).update(text).digest('base64url')
  return `/?aipress-login=${text}.${signature}`
}
