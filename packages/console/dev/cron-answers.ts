import type { CronRun } from '@aipress/contract/cron.ts'
import type { Answer } from './answers.ts'
import { ago, findSite } from './world.ts'

const DAY_MINUTES = 24 * 60
const HOOKS = ['wp_scheduled_delete', 'delete_expired_transients', 'wp_update_user_counts']

const EVENTS = [
  ...HOOKS.map((hook) => ({
    hook,
    dueAt: ago(-5 * 60),
    schedule: 'daily',
    intervalSeconds: 86_400,
    args: '[]',
  })),
  { hook: 'send_newsletter', dueAt: ago(-2 * DAY_MINUTES), args: '[42,"spring"]' },
]

const RUNS: CronRun[] = [
  {
    startedAt: ago(3 * 60),
    durationMs: 420,
    trigger: 'due',
    outcome: 'failed',
    events: [
      { hook: 'delete_expired_transients', durationMs: 12 },
      { hook: 'send_newsletter', durationMs: 310, problem: 'RuntimeException: No such list.' },
    ],
  },
  {
    startedAt: ago(DAY_MINUTES),
    durationMs: 95,
    trigger: 'due',
    outcome: 'succeeded',
    events: HOOKS.map((hook) => ({ hook, durationMs: 9 })),
  },
]

export const CRON_ANSWERS: Record<string, Answer> = {
  'cron.list': ({ site }, { world }) => ({
    siteName: findSite(world, site).name,
    nextRunAt: ago(-5 * 60),
    events: EVENTS,
    eventsLeftOut: 0,
    failing: [{ hook: 'send_newsletter', times: 2 }],
    runs: RUNS,
  }),
  'cron.run': ({ site, hook }, { world }) => ({
    siteName: findSite(world, site).name,
    run: {
      startedAt: ago(0),
      durationMs: 80,
      trigger: 'asked',
      outcome: 'succeeded',
      events: hook === undefined ? [] : [{ hook, durationMs: 21 }],
    },
  }),
}
