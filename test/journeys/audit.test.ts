import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createAccount, listAudit, verifyAudit } from '@aipress/contract'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../packages/cli/src/testing/run-cli.ts'
import { query } from '../../packages/machine/src/postgres.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

let cloud: LocalCloud
beforeAll(async () => {
  cloud = await startLocalCloud()
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

test('a control plane that is killed while calls are answered loses no line of theirs, and breaks no chain', async () => {
  const answered: string[] = []
  const calls = Array.from({ length: 40 }, async (_, number) => {
    const { name } = await cloud.call(createAccount, { name: `Agency ${number}` })
    answered.push(name)
    if (answered.length === 10) await cloud.killControlPlane()
  })
  await Promise.allSettled(calls)
  const { items } = await cloud.call(listAudit, { action: 'accounts.create', result: 'ok', limit: 200 })
  const written = items.map(({ input }) => (JSON.parse(input) as { name: string }).name)
  expect(answered.length).toBeGreaterThanOrEqual(10)
  expect(answered.filter((name) => !written.includes(name))).toEqual([])
  await expect
    .poll(() => cloud.call(verifyAudit, {}), { timeout: 60_000, interval: 500 })
    .toMatchObject({ intact: true, signed: { seq: expect.any(Number) } })
})

test('the signed heads are root’s alone', async () => {
  const { auditHeads } = cloud.layout
  expect([(await stat(dirname(auditHeads))).mode & 0o777, (await stat(auditHeads)).mode & 0o777]).toEqual([
    0o700, 0o600,
  ])
})

test('the platform’s own database user cannot change a line; who can is found', async () => {
  const asPlatform = ['-h', cloud.layout.postgres.run, '-U', 'aipress', '-d', 'aipress', '-c']
  const refused = execa('psql', [...asPlatform, "update audit_lines set who = 'nobody' where seq = 2"])
  await expect(refused).rejects.toThrow('never changed or removed')
  await query(cloud.layout, 'aipress', 'alter table audit_lines disable trigger audit_lines_stay')
  await query(cloud.layout, 'aipress', "update audit_lines set who = 'nobody' where seq = 2")
  const { exitCode, stdout } = await runCli(['audit', 'verify'], { AIPRESS_HOME: cloud.home })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/2 +changed +Line 2 \(aud_\w+\) is not as it was written/)
})
