import type { Site, SiteState } from '@aipress/contract/sites.ts'
import type { Tier } from '@aipress/contract/tiers.ts'
import { StateDot, type Tone } from '../ui/badge.tsx'
import { classNames } from '../ui/class-names.ts'

const STATES: Record<SiteState, { label: string; tone: Tone }> = {
  creating: { label: 'Creating', tone: 'active' },
  running: { label: 'Running', tone: 'good' },
  suspended: { label: 'Suspended', tone: 'warn' },
  deleted: { label: 'Deleted', tone: 'bad' },
}

export function SiteStateDot({ state }: { state: SiteState }) {
  return <StateDot tone={STATES[state].tone}>{STATES[state].label}</StateDot>
}

export const TIER_LABELS: Record<Tier, string> = { bronze: 'Bronze', silver: 'Silver', gold: 'Gold' }

const TILE_SIZES = {
  small: 'size-8 rounded-md text-base',
  medium: 'size-11 rounded-lg text-[1.4rem]',
  large: 'size-14 rounded-xl text-[1.9rem]',
} as const

interface SiteTileProps {
  site: { siteId: string; title: string }
  size?: keyof typeof TILE_SIZES
}

/** The first letter on a paper of its own colour, so that a site is recognised before it is read. */
export function SiteTile({ site, size = 'medium' }: SiteTileProps) {
  const hue = hueOf(site.siteId)
  return (
    <span
      aria-hidden
      className={classNames(
        'flex shrink-0 select-none items-center justify-center font-medium font-serif leading-none',
        TILE_SIZES[size],
      )}
      style={{
        background: `oklch(var(--tile-lightness) 0.036 ${hue})`,
        color: `oklch(var(--tile-ink-lightness) 0.075 ${hue})`,
      }}
    >
      {firstLetter(site.title)}
    </span>
  )
}

function hueOf(text: string): number {
  let hash = 0
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360
  return hash
}

function firstLetter(title: string): string {
  const { value } = new Intl.Segmenter().segment(title.trim())[Symbol.iterator]().next()
  return value?.segment.toUpperCase() ?? '·'
}

/** `http://corner-bakery.localhost:8080` → `corner-bakery.localhost:8080`. */
export function addressOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '')
}

/** A deleted site's name may belong to another by now; its id never does. */
export function refOf(site: Pick<Site, 'siteId' | 'name' | 'state'>): string {
  return site.state === 'deleted' ? site.siteId : site.name
}
