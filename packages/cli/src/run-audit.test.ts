import type { AuditVerification } from '@aipress/contract'
import { expect, test } from 'vitest'
import { serveContract } from './testing/contract-server.ts'
import { runCli } from './testing/run-cli.ts'

const FOUND: AuditVerification = {
  intact: true,
  checked: 1_234,
  first: 1,
  last: 1_234,
  removedTo: 0,
  hash: 'ab'.repeat(32),
  signed: { seq: 1_230, at: '2026-11-30T12:00:00.000Z' },
  durationMs: 400,
  problems: [],
}

test('audit verify says that the log is intact, and answers 0', async () => {
  await using platform = await serveContract({ 'audit.verify': () => FOUND })
  const { exitCode, stdout } = await runCli(['audit', 'verify'], { AIPRESS_HOME: platform.home })
  expect(exitCode).toBe(0)
  expect(stdout).toContain('The audit log is intact: lines 1 to 1,234, 1,234 checked in 0.4 s.')
  expect(stdout).toContain('Signed up to line 1,230')
  expect(stdout).toContain(FOUND.hash)
})

test('audit verify tells each problem with its line, and answers 1', async () => {
  const problems = [
    { seq: 7, kind: 'changed' as const, message: 'Line 7 (aud_x\u001b[2J) is not as it was written.' },
    { seq: 0, kind: 'unsigned' as const, message: 'No head is signed.' },
  ]
  await using platform = await serveContract({
    'audit.verify': (_, { emit }) => {
      emit({ checked: 500, total: 1_234 })
      return { ...FOUND, intact: false, problems, next: 1_235 }
    },
  })
  const { exitCode, stdout } = await runCli(['audit', 'verify'], { AIPRESS_HOME: platform.home })
  expect(exitCode).toBe(1)
  expect(stdout).toContain('NOT intact')
  expect(stdout).toMatch(/7 +changed +Line 7 \(aud_x\) is not as it was written\./)
  expect(stdout).toContain('aipress audit verify --first 1235')
  const json = await runCli(['audit', 'verify', '--json'], { AIPRESS_HOME: platform.home })
  expect(json.exitCode).toBe(1)
  expect(JSON.parse(json.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    output: { intact: false },
  })
})

test('audit export writes the file to stdout as it is, and the rest to stderr', async () => {
  await using platform = await serveContract({
    'audit.export': ({ format }, { emit }) => {
      emit({ text: 'seq,who\r\n' })
      emit({ text: '1,"=x"\r\n' })
      return { format, lines: 1, download: '/v1/audit/export', nextCursor: '17.aud_1' }
    },
  })
  const words = ['audit', 'export', '--from', '2026-11-01', '--format', 'csv']
  const { exitCode, stdout, stderr } = await runCli(words, { AIPRESS_HOME: platform.home })
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: 'seq,who\r\n1,"=x"\r\n',
  })
  expect(stderr).toContain('--cursor 17.aud_1')
  expect(platform.heard[0]?.input).toMatchObject({ format: 'csv', from: '2026-11-01' })
})
