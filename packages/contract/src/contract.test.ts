import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  ACTIONS,
  AipressError,
  auditFilterInput,
  auditResultText,
  type CronRun,
  ERRORS,
  Hostname,
  parseRoute,
  ROLE_PERMISSIONS,
  runCron,
  runWpCli,
} from './index.ts'

const names = ACTIONS.map((action) => action.name)

test('every action has a name, route and command of its own', () => {
  for (const values of [names, ACTIONS.map((action) => action.http), ACTIONS.map((action) => action.cli)]) {
    expect(new Set(values).size).toBe(values.length)
  }
})

test.each(ACTIONS.map((action) => [action.name, action] as const))('%s holds together', (_name, action) => {
  const inputs = Object.keys(action.input.shape)
  const inBraces = [...action.examples.join(' ').matchAll(/\{(\w+)\}/g)].map((match) => match[1])
  const inCommand = [...action.cli.matchAll(/[<[](\w+)/g)].map((match) => match[1])
  expect(inputs).toEqual(
    expect.arrayContaining([...parseRoute(action.http).parameters, ...inBraces, ...inCommand]),
  )
  expect(action.examples.length).toBeGreaterThan(1)
  expect(action.cliExample.startsWith(`aipress ${action.cli.split(/ [<[]/)[0]}`)).toBe(true)
  expect(action.summary).toMatch(/^[A-Z].*[^.]$/)
  expect(action.effect === 'destroys').toBe(action.confirm !== undefined)
  if (action.confirm !== undefined) expect(inputs).toContain(action.confirm)
  if (action.effect === 'reads') expect(parseRoute(action.http).method).toBe('GET')
  expect(() => z.toJSONSchema(action.input, { io: 'input' })).not.toThrow()
  expect(() => z.toJSONSchema(action.output, { io: 'output' })).not.toThrow()
})

test('an owner may do nothing that an administrator may not', () => {
  expect(ROLE_PERMISSIONS.administrator).toEqual(expect.arrayContaining([...ROLE_PERMISSIONS.owner]))
})

test('an error comes through a door as it was thrown, without its context and cause', () => {
  const error = new AipressError('shard_full', 'Full.', {
    hint: 'Wait.',
    context: { shard: 1 },
    cause: new Error('x'),
  })
  const body = JSON.parse(JSON.stringify(error.toBody()))
  expect(body).toEqual({ code: 'shard_full', message: 'Full.', hint: 'Wait.', retryable: true })
  expect(AipressError.fromBody(body)).toMatchObject({
    code: 'shard_full',
    message: 'Full.',
    hint: 'Wait.',
    status: ERRORS.shard_full.status,
  })
})

test.each([
  ['bakery.example.com', 'bakery.example.com'],
  ['  HTTPS://Bakery.Example.com:8443/shop ', 'bakery.example.com'],
  ['bäckerei.example', 'xn--bckerei-5wa.example'],
  ['example.com.', 'example.com'],
])('the hostname in %s is %s', (text, hostname) => {
  expect(Hostname.parse(text)).toBe(hostname)
})

test.each([
  '',
  'localhost',
  '127.0.0.1',
  '1.2.3',
  '[::1]',
  'a b.com',
  '-a.com',
  'a..com',
  `${'a'.repeat(64)}.com`,
  '../etc.x',
])('%j is no hostname', (text) => {
  expect(Hostname.safeParse(text).success).toBe(false)
})

test('a command that ran and ended badly is not ok in the audit log, and its result can be asked for', () => {
  const { outcome: ofWp } = runWpCli
  const { outcome: ofCron } = runCron
  const ended = (exitCode: number) => ofWp?.({ exitCode, stdout: '', stderr: '' })
  const run = (outcome: CronRun['outcome']) =>
    ofCron?.({
      siteName: 'bakery',
      run: { outcome, events: [], startedAt: '2026-11-30T14:05:00Z', durationMs: 1, trigger: 'asked' },
    })
  const results = [ended(0), ended(255), run('succeeded'), run('failed'), run('interrupted')]
  expect(results).toEqual(['ok', 'exit_255', 'ok', 'run_failed', 'run_interrupted'])
  for (const result of results) expect(auditFilterInput.result.parse(result)).toBe(result)
  expect(results.map((result) => auditResultText(result ?? ''))).toContain('failed, exit code 255')
})
