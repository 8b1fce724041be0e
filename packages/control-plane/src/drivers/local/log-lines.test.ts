import { expect, test } from 'vitest'
import { parseLogLine } from './log-lines.ts'

const BEFORE = '2026-11-21T22:00:00.000Z'

test.each([
  ['now', '"at":1795300877.123,"seconds":0.012'],
  ['in earlier versions', '"time":"2026-11-21T22:41:17.123Z","durationMs":12'],
])('an access line as it is written %s becomes a readable one with its facts', (_, times) => {
  const line = `{${times},"method":"GET","path":"/hello?x=1","status":200,"bytes":5,"ip":"127.0.0.1"}`
  expect(parseLogLine('access', line, BEFORE)).toEqual({
    time: '2026-11-21T22:41:17.123Z',
    kind: 'access',
    text: 'GET /hello?x=1 200 12 ms 127.0.0.1',
    status: 200,
    method: 'GET',
    path: '/hello?x=1',
    durationMs: 12,
  })
})

test.each(['HIT', 'MISS', 'BYPASS (query)'])('an access line of a page that was a %s says so', (cache) => {
  const facts = '"method":"GET","path":"/","status":200,"bytes":5,"ip":"127.0.0.1"'
  const line = `{"at":1795300877.123,"seconds":0.012,${facts},"cache":"${cache}"}`
  expect(parseLogLine('access', line, BEFORE)).toMatchObject({
    text: `GET / 200 12 ms ${cache} 127.0.0.1`,
    cache,
  })
})

test('an error of the web server says what happened', () => {
  const json = { time: BEFORE, message: 'PHP did not answer', status: 504, method: 'GET', path: '/' }
  expect(parseLogLine('error', JSON.stringify(json), BEFORE)?.text).toBe('GET / 504 PHP did not answer')
})

test('what follows a PHP error has its time', () => {
  const first = parseLogLine('php', '[21-Nov-2026 22:41:17 UTC] PHP Fatal error:  no flour', BEFORE)
  expect(first).toEqual({ time: '2026-11-21T22:41:17.000Z', kind: 'php', text: 'PHP Fatal error:  no flour' })
  expect(parseLogLine('php', '#0 oven.php(3): bake()', first?.time ?? '')?.time).toBe(first?.time)
})

test.each([
  ['access', '{"time":'],
  ['access', '{"time":"soon","method":"GET","path":"/","status":200,"durationMs":1}'],
  ['error', 'no json'],
  ['php', '[99-Xyz-2026 99:99:99 UTC] x'],
] as const)('a damaged line of the %s log is shown as it is: %s', (kind, line) => {
  expect(parseLogLine(kind, line, BEFORE)).toMatchObject({ time: BEFORE, kind })
})

test('an empty line is none, and control characters do not reach a terminal', () => {
  expect(parseLogLine('php', '  ', BEFORE)).toBeUndefined()
  expect(parseLogLine('php', 'a\u001b[2Jb\u0007\u009bc', BEFORE)?.text).toBe('a�[2Jb��c')
})

test('a slow request says how much of it was PHP’s, and what WordPress knows of it', () => {
  const json = {
    time: BEFORE,
    method: 'GET',
    path: '/shop/',
    status: 200,
    durationMs: 3_200,
    phpSeconds: '0.002 : 3.100',
    requestId: 'r1',
  }
  const detailOf = (requestId: string) => (requestId === 'r1' ? 'page; 34 queries' : undefined)
  expect(parseLogLine('slow-request', JSON.stringify(json), BEFORE, detailOf)).toMatchObject({
    text: 'GET /shop/ 200 3200 ms, of it 3100 in PHP: page; 34 queries',
    status: 200,
    path: '/shop/',
    durationMs: 3_200,
  })
  expect(parseLogLine('slow-request', JSON.stringify({ ...json, requestId: 'r2' }), BEFORE)?.text).toBe(
    'GET /shop/ 200 3200 ms, of it 3100 in PHP',
  )
})

test('a slow query says how many rows it looked at', () => {
  const json = { time: BEFORE, durationMs: 2_100, rowsExamined: 52_000, rowsSent: 10, query: 'SELECT ?' }
  expect(parseLogLine('slow-query', JSON.stringify(json), BEFORE)).toMatchObject({
    text: '2100 ms, 52000 rows looked at for 10: SELECT ?',
    durationMs: 2_100,
  })
})
