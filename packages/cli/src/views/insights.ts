import {
  type Change,
  type InsightPoint,
  type RankBy,
  type RankedSite,
  type Ranking,
  type SiteChanges,
  type SiteInsights,
  SLOW_MS,
  type TrafficFigures,
} from '@aipress/contract'
import { details, table } from './table.ts'
import { wrap } from './text.ts'
import { bytes, count, duration } from './values.ts'
import type { Page, View } from './view.ts'

export const rankingView: View<Ranking> = (ranking, page) => {
  const { by, items, measuredSites } = ranking
  if (items.length === 0)
    return `Nothing to rank by ${by}: ${count(measuredSites, 'site')} measured.\n${footer(ranking, page)}`
  const rows = table(
    items,
    [
      { title: 'Site', cell: ({ siteName }) => siteName, whole: true },
      { title: HEADINGS[by], cell: (site) => valueCell(by, site), align: 'right' },
      { title: 'Visits', cell: ({ figures }) => number(figures.visits), align: 'right', spare: true },
      { title: 'Requests', cell: ({ figures }) => number(figures.requests), align: 'right', spare: true },
      { title: 'Why', cell: ({ reasons }) => reasons[0]?.text ?? '' },
    ],
    page,
  )
  const more = items.flatMap(({ siteName, reasons }) =>
    reasons.length < 2 ? [] : [`${siteName}: ${reasons.map(({ text }) => text).join(' ')}`],
  )
  return [rows, ...(more.length === 0 ? [] : ['', ...more]), '', footer(ranking, page)].join('\n')
}

const HEADINGS: Record<RankBy, string> = {
  latency: '95 % within',
  errors: 'Failed',
  bandwidth: 'Bandwidth',
  visits: 'Most visits',
  requests: 'Most requests',
  cache: 'From cache',
  storage: 'Storage',
  'php-errors': 'PHP errors',
}

function valueCell(by: RankBy, { value, figures }: RankedSite) {
  switch (by) {
    case 'latency': {
      const text = took(value)
      return value < SLOW_MS ? text : { text, style: 'red' as const }
    }
    case 'errors':
      return `${number(value)} (${figures.failedPercent ?? 0} %)`
    case 'cache':
      return `${figures.hitPercent ?? value} %`
    case 'bandwidth':
    case 'storage':
      return bytes(value)
    default:
      return number(value)
  }
}

export const siteInsightsView: View<SiteInsights> = (answer, page) => {
  const { siteTitle, points, total, before, reasons, slowPaths } = answer
  const heading = page.paint('bold', siteTitle)
  if (total.requests === 0)
    return `${heading}: nothing was asked of it in this time.${soon(answer, page)}\n${footer(answer, page)}`
  const steps = stepsOf(answer)
  const line = (name: string, of: (point: InsightPoint) => number | undefined, now: string, then: string) =>
    [name, `${sparkline(steps.map((point) => point && of(point)))}  ${now}${then}`] as const
  const was = (text: string) => (before.requests === 0 ? '' : page.paint('dim', `  before: ${text}`))
  const lines = details(
    [
      line('Visits', ({ visits }) => visits, number(total.visits), was(number(before.visits))),
      line('Requests', ({ requests }) => requests, number(total.requests), was(number(before.requests))),
      line('95 % within', ({ p95Ms }) => p95Ms, ms(total.p95Ms), was(ms(before.p95Ms))),
      line('Failed', ({ failed }) => failed, failedWords(total), was(failedWords(before))),
      line(
        'From cache',
        ({ hitPercent }) => hitPercent,
        percent(total.hitPercent),
        was(percent(before.hitPercent)),
      ),
      line(
        'Bandwidth',
        (point) => point.bandwidthBytes,
        bytes(total.bandwidthBytes),
        was(bytes(before.bandwidthBytes)),
      ),
    ],
    page,
  )
  const paths = table(
    slowPaths,
    [
      { title: 'Slow path', cell: ({ path }) => path },
      { title: 'Times', cell: (one) => number(one.count), align: 'right' },
      { title: 'On average', cell: ({ meanMs }) => took(meanMs), align: 'right' },
      { title: 'Longest', cell: ({ maxMs }) => took(maxMs), align: 'right' },
    ],
    page,
  )
  const why = reasons.map(({ text }) => `- ${text}`)
  return [
    heading,
    lines,
    ...(points.length === 0 ? [] : [page.paint('dim', `each column is one ${answer.step}`)]),
    ...(why.length === 0 ? [] : ['', 'Why:', ...why]),
    ...(slowPaths.length === 0 ? [] : ['', paths]),
    '',
    footer(answer, page),
  ].join('\n')
}

export const changesView: View<SiteChanges> = (answer, page) => {
  const { siteTitle, items, more, total, before } = answer
  const rows = table(
    items,
    [
      { title: 'When (UTC)', cell: ({ at }: Change) => at.slice(0, 16).replace('T', ' '), whole: true },
      { title: 'What', cell: ({ what }) => what },
      { title: 'Who', cell: ({ who }) => who ?? '', spare: true },
      {
        title: 'Result',
        cell: ({ result }) => (result === undefined ? '' : { text: result, style: 'yellow' }),
      },
    ],
    page,
  )
  return [
    page.paint('bold', siteTitle),
    items.length === 0 ? 'Nothing was changed.' : rows,
    ...(more ? ['… and more.'] : []),
    '',
    table(
      [
        { name: 'now', ...total },
        { name: 'before', ...before },
      ],
      [
        { title: '', cell: ({ name }) => name, whole: true },
        { title: 'Visits', cell: ({ visits }) => number(visits), align: 'right' },
        { title: 'Requests', cell: ({ requests }) => number(requests), align: 'right' },
        { title: 'Failed', cell: (one) => failedWords(one), align: 'right' },
        { title: '95 % within', cell: ({ p95Ms }) => ms(p95Ms), align: 'right' },
        { title: 'From cache', cell: ({ hitPercent }) => percent(hitPercent), align: 'right' },
      ],
      page,
    ),
    '',
    footer(answer, page),
  ].join('\n')
}

/** Of a time that has not ended, what was asked last is not counted yet. */
const soon = ({ to }: Covered, { now }: Page) =>
  Date.parse(to) <= now
    ? ''
    : ` As of ${new Date(now).toISOString().slice(11, 16)} UTC; what is asked counts within a minute.`

interface Covered {
  readonly range: string
  readonly from: string
  readonly to: string
  readonly step: 'hour' | 'day'
  readonly source: string
}

function footer({ range, from, to, source }: Covered, page: Page): string {
  const minute = (time: string) => time.slice(0, 16).replace('T', ' ')
  const text = `${range}: ${minute(from)} to ${minute(to)} UTC. Source: ${source}.`
  return page.paint('dim', wrap(text, page.width))
}

const HOUR_MS = 3_600_000
const COLUMNS_MAX = 90

/** A column for each step, those without a request included; of many the last. */
function stepsOf({ points, from, to, step }: SiteInsights): (InsightPoint | undefined)[] {
  const known = new Map(points.map((point) => [Date.parse(point.at), point]))
  const stepMs = step === 'hour' ? HOUR_MS : 24 * HOUR_MS
  const columns = Math.round((Date.parse(to) - Date.parse(from)) / stepMs)
  const all = Array.from({ length: columns }, (_, index) => known.get(Date.parse(from) + index * stepMs))
  return all.slice(-COLUMNS_MAX)
}

const BARS = '▁▂▃▄▅▆▇█'

/** Of nothing a dot, so that it is not taken for little. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  return values
    .map((value) => {
      if (value === undefined) return '·'
      const level = most === 0 ? 0 : Math.round((value / most) * (BARS.length - 1))
      return BARS[level]
    })
    .join('')
}

const number = (value: number) => value.toLocaleString('en')
/** Of pages, where tenths of a second are coarse. */
const took = (value: number) => (value < 1_000 ? `${Math.round(value)} ms` : duration(value))
const ms = (value: number | undefined) => (value === undefined ? 'nothing made by PHP' : took(value))
const percent = (value: number | undefined) => (value === undefined ? 'no pages' : `${value} %`)
const failedWords = ({ failed, failedPercent }: TrafficFigures) =>
  failed === 0 ? '0' : `${number(failed)} (${failedPercent ?? 0} %)`
