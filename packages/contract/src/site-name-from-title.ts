import anyAscii from 'any-ascii'
import { SITE_NAME_LENGTH_MAX } from './site-name.ts'

// In a file of its own: the tables of all scripts are half a megabyte, which a browser loads only when needed.

/**
 * The DNS label for a title in any script: `Café Zürich` → `cafe-zurich`, `パン屋` → `panwu`.
 * Answers undefined where no letter or digit is left (the caller then picks a random name).
 */
export function siteNameFromTitle(title: string): string | undefined {
  const name = anyAscii(title)
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SITE_NAME_LENGTH_MAX)
    .replace(/^-+|-+$/g, '')
  return name === '' ? undefined : name
}
