import type { SiteChanges, SiteInsights } from '@aipress/contract/insights.ts'
import { notSlowWords } from '@aipress/contract/slowness.ts'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Card } from '../ui/card.tsx'
import { Choices } from '../ui/choices.tsx'
import { ChangeList } from './change-list.tsx'
import { type ChartName, InsightChart } from './insight-charts.tsx'
import { InsightFigures, Reasons, SourceNote } from './insight-parts.tsx'

const CHARTS: { value: ChartName; label: string }[] = [
  { value: 'latency', label: 'Latency' },
  { value: 'visits', label: 'Visits' },
  { value: 'errors', label: 'Failed' },
  { value: 'cache', label: 'Cache' },
  { value: 'bandwidth', label: 'Bandwidth' },
]

/** In the chat: a site's figures with one chart at a time. */
export function SiteInsightsCard({ insights }: { insights: SiteInsights }) {
  const [chart, setChart] = useState<ChartName>('latency')
  const { siteName, siteTitle, range, to, total, reasons } = insights
  const notSlow = notSlowWords(insights)
  return (
    <Card className="p-4 sm:p-5">
      <h3 className="mb-3 text-[1.3rem] leading-tight">
        <Link
          to="/sites/$name/performance"
          params={{ name: siteName }}
          search={{ range }}
          className="hover:underline"
        >
          {siteTitle}
        </Link>
        <span className="ml-2 text-base text-faint">{range}</span>
      </h3>
      {total.requests === 0 ? (
        <p className="text-soft italic">
          Nothing was asked of it in this time.
          {Date.parse(to) > Date.now() && ' What is asked counts within a minute.'}
        </p>
      ) : (
        <>
          <InsightFigures total={total} before={insights.before} />
          {(reasons.length > 0 || notSlow !== undefined) && (
            <div className="mt-4 text-soft">
              {reasons.length > 0 ? <Reasons reasons={reasons} /> : <p>{notSlow}</p>}
            </div>
          )}
          <div className="scroll-row -mx-1 mt-5 mb-4 px-1">
            <div className="w-max">
              <Choices label={`Chart of ${siteTitle}`} value={chart} options={CHARTS} onChange={setChart} />
            </div>
          </div>
          <InsightChart name={chart} insights={insights} />
        </>
      )}
      <SourceNote {...insights} />
      {reasons.length === 0 && <FurtherLinks siteName={siteName} range={range} />}
    </Card>
  )
}

/** Where to look when the figures explain nothing. */
function FurtherLinks({ siteName, range }: { siteName: string; range: string }) {
  const longer = range === 'last 7 days' ? 'last 30 days' : 'last 7 days'
  const params = { name: siteName }
  return (
    <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
      <Link to="/sites/$name/performance" params={params} search={{ range: longer }} className="link">
        The {longer}
      </Link>
      <Link to="/sites/$name/logs" params={params} className="link">
        Logs
      </Link>
    </p>
  )
}

/** In the chat: what changed, and whether it shows in the figures. */
export function ChangesCard({ answer }: { answer: SiteChanges }) {
  return (
    <div className="space-y-3">
      {answer.items.length === 0 ? (
        <p className="text-soft italic">Nothing was changed on {answer.siteTitle}.</p>
      ) : (
        <ChangeList changes={answer.items} />
      )}
      {answer.total.requests > 0 && <InsightFigures total={answer.total} before={answer.before} />}
      <SourceNote {...answer} />
    </div>
  )
}
