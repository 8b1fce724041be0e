import { listCron, runCron } from '@aipress/contract'
import { expect, test } from 'vitest'
import { viewOf } from './views.ts'

const now = Date.parse('2026-11-30T12:00:00.000Z')
const page = { width: 100, now, paint: (_style: unknown, text: string) => text }
const run = {
  startedAt: '2026-11-30T11:57:00.000Z',
  durationMs: 420,
  trigger: 'due',
  outcome: 'failed',
  events: [
    { hook: 'clean_up', durationMs: 12 },
    { hook: 'send_letter', durationMs: 310, problem: 'Error: No such list.' },
  ],
}

test('what is scheduled and how it went stand below each other', () => {
  const output = {
    siteName: 'corner-bakery',
    nextRunAt: '2026-11-30T13:00:00.000Z',
    events: [
      {
        hook: 'clean_up',
        dueAt: '2026-11-30T13:00:00.000Z',
        schedule: 'daily',
        intervalSeconds: 86_400,
        args: '[]',
      },
      { hook: 'send_letter', dueAt: '2026-12-02T12:00:00.000Z', args: '[42]' },
    ],
    eventsLeftOut: 3,
    failing: [{ hook: 'send_letter', times: 2 }],
    runs: [run],
  }
  expect(
    viewOf(listCron, output, page)
      .split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual([
    'Event        Due        Again        Failing  Arguments',
    'clean_up     in 1 h     every 1 day',
    'send_letter  in 2 days  once         2 times  [42]',
    'and 3 more: add --limit 500',
    '',
    'Next run in 1 h.',
    '',
    'Run         Took  Outcome  Events                 Problem',
    '3 min ago  0.4 s  failed   clean_up, send_letter  Error: No such list.',
  ])
})

test('a run that was asked for says of each event how it went, and that nothing was due', () => {
  expect(viewOf(runCron, { siteName: 'corner-bakery', run }, page)).toBe(
    '2 events of corner-bakery ran in 0.4 s, 1 failed.\n  ✓ clean_up 0.0 s\n  ✗ send_letter: Error: No such list.',
  )
  const idle = { siteName: 'corner-bakery', run: { ...run, outcome: 'succeeded', events: [] } }
  expect(viewOf(runCron, idle, page)).toBe('Nothing is due on corner-bakery.')
})
