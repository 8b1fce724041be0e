import { expect, test } from 'vitest'
import { formatBytes, formatDuration, formatUsd, relativeTime, wordsOfKey } from './format.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

test.each([
  ['2026-11-21T11:59:57Z', 'just now'],
  ['2026-11-21T11:57:00Z', '3 minutes ago'],
  ['2026-11-20T12:00:00Z', 'yesterday'],
  ['2026-11-26T12:00:00Z', 'in 5 days'],
  ['2026-01-01T12:00:00Z', 'Jan 1, 2026'],
])('%s is %s', (timestamp, words) => {
  expect(relativeTime(timestamp, now)).toBe(words)
})

test.each([
  [0, '0 B'],
  [2_113, '2.1 kB'],
  [148_000_000, '148 MB'],
  [61_200_000_000, '61 GB'],
])('%d bytes are %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words)
})

test.each([
  [214, '214 ms'],
  [1_234, '1.2 s'],
  [93_400_000, '1 d 2 h'],
])('%d ms are %s', (durationMs, words) => {
  expect(formatDuration(durationMs)).toBe(words)
})

test('prices show cents only where there are some', () => {
  expect(formatUsd(2)).toBe('$2')
  expect(formatUsd(2.5)).toBe('$2.50')
})

test('keys of answers become words', () => {
  expect(wordsOfKey('undeletableUntil')).toBe('Undeletable until')
})
