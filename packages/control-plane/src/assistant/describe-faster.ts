import type { SiteInsights } from '@aipress/contract'
import type { FasterTexts } from './interpreter/texts/faster-texts.ts'

type Told = Pick<SiteInsights, 'siteName' | 'tier' | 'reasons' | 'total'>

/** What helps against each reason that was found, then what helps any site, and what a higher tier gives. */
export function waysToBeFaster({ siteName, tier, reasons, total }: Told, texts: FasterTexts): string {
  const kinds = new Set(reasons.map(({ kind }) => kind))
  const ways = [
    ...[...kinds].map((kind) => texts.against[kind](siteName)),
    ...(kinds.has('past-the-cache') ? [] : [texts.cache(siteName, total.hitPercent)]),
    texts.images,
    ...(kinds.has('php-time') ? [] : [texts.plugins(siteName)]),
    texts.cron,
    texts.tiers[tier](siteName),
  ]
  return [texts.whatCanBeDone, ...ways.map((way) => `- ${way}`)].join('\n')
}
