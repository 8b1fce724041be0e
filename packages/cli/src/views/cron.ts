import type { CronRun, listCron, OutputOf, runCron, ScheduledEvent } from '@aipress/contract'
import type { Style } from '../terminal.ts'
import { table } from './table.ts'
import { amountOf, count, duration, relativeTime } from './values.ts'
import type { Page, View } from './view.ts'

const OUTCOME_STYLES: Record<CronRun['outcome'], Style> = {
  succeeded: 'green',
  failed: 'red',
  interrupted: 'yellow',
}

export const cronListView: View<OutputOf<typeof listCron>> = (cron, page) =>
  [eventsView(cron, page), runsView(cron, page)].filter((part) => part !== '').join('\n\n')

function eventsView(
  { siteName, events, eventsLeftOut, failing, nextRunAt }: OutputOf<typeof listCron>,
  page: Page,
): string {
  if (events.length === 0) return `${siteName} has nothing scheduled.`
  const times = new Map(failing.map((one) => [one.hook, one.times]))
  const listed = table(
    events,
    [
      { title: 'Event', cell: ({ hook }) => hook, whole: true },
      { title: 'Due', cell: ({ dueAt }) => relativeTime(dueAt, page.now) },
      { title: 'Again', cell: againCell },
      { title: 'Failing', cell: ({ hook }) => failingCell(times.get(hook)) },
      { title: 'Arguments', cell: ({ args }) => (args === '[]' ? '' : args), spare: true },
    ],
    page,
  )
  const more = eventsLeftOut === 0 ? '' : `\nand ${eventsLeftOut} more: add --limit 500`
  const next = nextRunAt === undefined ? '' : `\n\nNext run ${relativeTime(nextRunAt, page.now)}.`
  return listed + more + page.paint('dim', next)
}

const againCell = ({ schedule, intervalSeconds }: ScheduledEvent) =>
  intervalSeconds === undefined ? (schedule ?? 'once') : `every ${amountOf(intervalSeconds)}`

const failingCell = (times: number | undefined) =>
  times === undefined ? '' : { text: times === 1 ? 'last time' : `${times} times`, style: 'red' as const }

function runsView({ runs }: OutputOf<typeof listCron>, page: Page): string {
  if (runs.length === 0) return ''
  return table(
    runs,
    [
      { title: 'Run', cell: ({ startedAt }) => relativeTime(startedAt, page.now) },
      { title: 'Took', cell: ({ durationMs }) => duration(durationMs), align: 'right' },
      {
        title: 'Outcome',
        cell: ({ outcome }) => ({ text: outcome, style: OUTCOME_STYLES[outcome] }),
      },
      { title: 'Events', cell: ({ events }) => events.map(({ hook }) => hook).join(', ') },
      { title: 'Problem', cell: problemOf },
    ],
    page,
  )
}

const problemOf = ({ problem, events }: CronRun) =>
  [problem, ...events.map((event) => event.problem)].find((text) => text !== undefined) ?? ''

export const cronRunView: View<OutputOf<typeof runCron>> = ({ siteName, run, nextRunAt }, page) => {
  const failed = run.events.filter(({ problem }) => problem !== undefined).length
  const head =
    run.events.length === 0
      ? (run.problem ?? `Nothing is due on ${siteName}.`)
      : `${count(run.events.length, 'event')} of ${siteName} ran in ${duration(run.durationMs)}${failed === 0 ? '' : `, ${failed} failed`}.`
  const lines = run.events.map(({ hook, durationMs, problem }) =>
    problem === undefined
      ? `  ${page.paint('green', '✓')} ${hook} ${page.paint('dim', duration(durationMs))}`
      : `  ${page.paint('red', '✗')} ${hook}: ${problem}`,
  )
  const next =
    nextRunAt === undefined ? [] : [page.paint('dim', `Next run ${relativeTime(nextRunAt, page.now)}.`)]
  return [head, ...lines, ...next].join('\n')
}
