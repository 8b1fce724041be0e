import { isIP } from 'node:net'

/** `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`: an address, or a network of them. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
