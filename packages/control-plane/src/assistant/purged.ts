import { purgeCache } from '@aipress/contract'

/** What of a site's caches was asked to be forgotten. */
export type Purged =
  | { readonly kind: 'all' | 'pages' | 'objects' }
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'tag'; readonly tag: string }

export function purgedIn(input: unknown): Purged {
  const asked = purgeCache.input.safeParse(input)
  if (!asked.success) return { kind: 'all' }
  const { url, tag, only } = asked.data
  if (url !== undefined) return { kind: 'page', url }
  return tag === undefined ? { kind: only ?? 'all' } : { kind: 'tag', tag }
}
