import type { Site } from '@aipress/contract'
import { SITE_NOUNS } from './languages/site-nouns.ts'
import { distance, fold } from './words.ts'

/** What the interpreter knows of a site: names to recognise it by and its state, nothing of its content. */
export type KnownSite = Pick<Site, 'siteId' | 'name' | 'title' | 'state'> & { readonly hostnames: string[] }

export type Resolution =
  /** Named as it is called. */
  | { kind: 'exact'; site: KnownSite }
  /** Some of its words were said, and of no other site's. */
  | { kind: 'part'; site: KnownSite }
  /** Spelled almost like these. */
  | { kind: 'close'; sites: KnownSite[] }
  /** Several are called so. */
  | { kind: 'several'; sites: KnownSite[] }
  | { kind: 'unknown' }

export interface SiteIndex {
  readonly sites: readonly KnownSite[]
  /** Sites that are called exactly this. */
  called(text: string): readonly KnownSite[]
  resolve(text: string): Resolution
}

export function createSiteIndex(sites: readonly KnownSite[]): SiteIndex {
  const entries = sites.map(entryOf)
  const byName = new Map<string, KnownSite[]>()
  for (const { site, keys } of entries)
    for (const key of keys) byName.set(key, [...(byName.get(key) ?? []), site])
  const called = (text: string) => byName.get(keyOf(text)) ?? []
  return {
    sites,
    called,
    resolve(text) {
      for (const spelling of [text, withoutNoun(text)]) {
        const exact = called(spelling)
        if (exact.length > 1) return { kind: 'several', sites: exact }
        if (exact[0] !== undefined) return { kind: 'exact', site: exact[0] }
      }
      return resolveLoosely(entries, keyOf(withoutNoun(text)))
    },
  }
}

interface Entry {
  readonly site: KnownSite
  readonly keys: ReadonlySet<string>
  /** Of all its names. */
  readonly words: ReadonlySet<string>
}

function entryOf(site: KnownSite): Entry {
  const keys = new Set(keysOf(site))
  return { site, keys, words: new Set([...keys].flatMap((key) => key.split(/[ .-]/))) }
}

function resolveLoosely(entries: readonly Entry[], key: string): Resolution {
  if (key.length < 2) return { kind: 'unknown' }
  const words = key.split(' ')
  const parts = entries
    .filter((entry) => words.every((word) => entry.words.has(word)))
    .map(({ site }) => site)
  if (parts.length > 1) return { kind: 'several', sites: parts }
  if (parts[0] !== undefined) return { kind: 'part', site: parts[0] }
  const close = entries
    .filter(({ keys }) => [...keys].some((one) => isClose(one, key)))
    .map(({ site }) => site)
  return close.length === 0 ? { kind: 'unknown' } : { kind: 'close', sites: close }
}

function isClose(known: string, said: string): boolean {
  if (said.length < 3) return false
  if (said.length >= 4 && known.startsWith(said)) return true
  return distance(known, said) <= (Math.min(known.length, said.length) >= 6 ? 2 : 1)
}

function keysOf(site: KnownSite): string[] {
  return [site.siteId, site.name, site.name.replaceAll('-', ' '), keyOf(site.title), ...site.hostnames]
}

export function keyOf(text: string): string {
  return fold(text)
    .replace(/^https?:\/\//, '')
    .replace(/[:/].*$/, '')
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}._-]+/gu, ' ')
    .trim()
}

/** Of all languages: nobody minds being understood in another. */
const NOUNS = {
  before: new RegExp(`^(?:(?:${SITE_NOUNS.map(({ before }) => before).join('|')})(?:\\s+|(?<=['’])))+`, 'iu'),
  after: new RegExp(`(?:${SITE_NOUNS.map(({ after }) => after).join('|')})+$`, 'iu'),
}

/** "the corner bakery site" → "corner bakery". */
export function withoutNoun(text: string): string {
  return text
    .trim()
    .replace(NOUNS.before, '')
    .replace(/['’]s?$/u, '')
    .replace(NOUNS.after, '')
}
