import { type SiteInsights, SLOW_MS } from '@aipress/contract'
import type { Asked } from '../../describe.ts'
import { waysToBeFaster } from '../../describe-faster.ts'
import type { LanguageCode } from '../languages/language.ts'
import { FASTER } from '../phrasings/speed-phrasings.ts'
import { FASTER_TEXTS } from './faster-texts.ts'
import { INSIGHT_TEXTS } from './insight-texts.ts'

/** How a site has done; with what makes it faster, where that was asked for. */
export function summariseInsights(
  answer: SiteInsights,
  code: Exclude<LanguageCode, 'en'>,
  { purpose }: Asked,
): string {
  const texts = INSIGHT_TEXTS[code]
  const { siteTitle, from, to, total, reasons, source } = answer
  const ways = purpose === FASTER ? [waysToBeFaster(answer, FASTER_TEXTS[code])] : []
  const time = texts.time(minute(from), minute(to))
  if (total.requests === 0)
    return [`${texts.nothing(siteTitle, time)} ${texts.source(source)}`, ...ways].join('\n')
  const { madeByPhp, p50Ms, p95Ms } = total
  const sentences = [
    `${siteTitle} (${time}): ${texts.figures(total, size(total.bandwidthBytes))}`,
    ...(p50Ms === undefined || p95Ms === undefined
      ? []
      : [texts.latency(madeByPhp, duration(p50Ms), duration(p95Ms))]),
    ...(reasons.length > 0 ? [texts.found(reasons.map(({ kind }) => texts.reasons[kind]))] : []),
    ...(reasons.length === 0 && (p95Ms ?? 0) < SLOW_MS ? [texts.notSlow] : []),
    texts.source(source),
  ]
  return [sentences.join(' '), ...ways].join('\n')
}

const minute = (time: string) => time.slice(0, 16).replace('T', ' ')
const duration = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)

function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`
}
