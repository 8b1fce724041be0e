import type { listCron, OutputOf, runCron } from '@aipress/contract'

const EVENTS_SHOWN_MAX = 12

/** What sites have scheduled, in sentences; the card beside them shows the rest. */
export const CRON_DESCRIPTIONS = {
  'cron.list': ({ siteName, events, eventsLeftOut, failing, runs }: OutputOf<typeof listCron>) => {
    if (events.length === 0) return `${siteName} has nothing scheduled.`
    const shown = events
      .slice(0, EVENTS_SHOWN_MAX)
      .map(({ hook, dueAt }) => `- ${hook}: due ${minute(dueAt)}`)
    const left = events.length + eventsLeftOut - shown.length
    const last = runs[0]
    return [
      `${siteName} has scheduled:`,
      ...shown,
      ...(left === 0 ? [] : [`and ${left} more.`]),
      ...(last === undefined ? [] : [`The last run, ${minute(last.startedAt)}, ${OUTCOMES[last.outcome]}.`]),
      ...(failing.length === 0 ? [] : [`Failing: ${failing.map(({ hook }) => hook).join(', ')}.`]),
    ].join('\n')
  },
  'cron.run': ({ siteName, run }: OutputOf<typeof runCron>) => {
    if (run.events.length === 0) return run.problem ?? `Nothing is due on ${siteName}, so nothing was run.`
    const lines = run.events.map(({ hook, problem }) =>
      problem === undefined ? `- ${hook}: done` : `- ${hook}: failed. ${problem}`,
    )
    return `This ran on ${siteName}:\n${lines.join('\n')}`
  },
}

const OUTCOMES = { succeeded: 'succeeded', failed: 'failed', interrupted: 'was interrupted' }

/** `2026-11-30 12:05 UTC`. */
const minute = (timestamp: string) => `${timestamp.slice(0, 16).replace('T', ' ')} UTC`
