import { expect, test } from 'vitest'
import { reasonIn } from './start-failure.ts'

const at = '2026-11-22 00:18:00.123456789  '
const logged = (level: number, msg: string, err?: unknown) =>
  `${at}${JSON.stringify({ level, time: '2026-11-22T00:18:00.123Z', err, msg })}`

test('of log lines, the last error is told with its causes and nothing else', () => {
  const err = {
    message: 'The database cannot be opened.',
    stack: 'Error: The database cannot be opened.\n    at start (main.ts:1:1)',
    cause: { message: 'connect ENOENT /run/x', stack: 'at y' },
  }
  const text = [
    logged(60, 'an older reason'),
    logged(30, 'starting'),
    logged(60, 'the control plane cannot start', err),
    logged(30, 'ending'),
  ].join('\n')

  expect(reasonIn(`${text}\n`)).toBe(
    'the control plane cannot start: The database cannot be opened.: connect ENOENT /run/x',
  )
})

test('an uncaught error is told without its stack', () => {
  const text = [
    logged(50, 'an older reason'),
    `${at}file:///x/main.ts:1`,
    `${at}Error: broken on purpose`,
    `${at}    at file:///x/main.ts:1:7`,
    `${at}Node.js v24.21.0`,
  ].join('\n')

  expect(reasonIn(text)).toBe('Error: broken on purpose\nNode.js v24.21.0')
})

test('without an error, the last words are told', () => {
  expect(reasonIn(`${at}one\n${at}{"level":\n`)).toBe('one\n{"level":')
})
