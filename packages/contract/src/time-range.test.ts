import { expect, test } from 'vitest'
import { TimeRange, timeSpanOf } from './time-range.ts'

/** A Wednesday. */
const NOW = Date.parse('2026-11-25T14:30:00Z')

test.each([
  ['today', '2026-11-25T00:00', '2026-11-25T14:30'],
  ['yesterday', '2026-11-24T00:00', '2026-11-25T00:00'],
  ['this week', '2026-11-23T00:00', '2026-11-25T14:30'],
  ['last week', '2026-11-16T00:00', '2026-11-23T00:00'],
  ['this month', '2026-11-01T00:00', '2026-11-25T14:30'],
  ['last month', '2026-10-01T00:00', '2026-11-01T00:00'],
  ['last 24 hours', '2026-11-24T14:30', '2026-11-25T14:30'],
  ['past 90 minutes', '2026-11-25T13:00', '2026-11-25T14:30'],
  ['in the last 3 days', '2026-11-23T00:00', '2026-11-25T14:30'],
  ['since yesterday', '2026-11-24T00:00', '2026-11-25T14:30'],
  ['since monday', '2026-11-23T00:00', '2026-11-25T14:30'],
  ['wednesday', '2026-11-18T00:00', '2026-11-19T00:00'],
  ['Last Monday', '2026-11-23T00:00', '2026-11-24T00:00'],
  ['2026-11-20', '2026-11-20T00:00', '2026-11-21T00:00'],
  ['2026-11-20..2026-11-22', '2026-11-20T00:00', '2026-11-23T00:00'],
  ['2026-10', '2026-10-01T00:00', '2026-11-01T00:00'],
])('"%s" is from %s to %s in UTC', (text, from, to) => {
  expect(timeSpanOf(text, NOW)).toEqual({ fromMs: Date.parse(`${from}Z`), toMs: Date.parse(`${to}Z`) })
})

test.each([
  ['the shop'],
  ['tomorrow'],
  ['2027-01-01'],
  ['2026-13-01'],
  ['2026-11-22..2026-11-20'],
  ['last 900 days'],
  ['since since yesterday'],
  ['last'],
  [''],
])('"%s" is no time range', (text) => {
  expect(timeSpanOf(text, NOW)).toBeUndefined()
  expect(TimeRange.safeParse(text).success).toBe(false)
})
