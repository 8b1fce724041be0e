import { mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCgroups } from './cgroups.ts'
import { layoutOf, shardIdOf } from './layout.ts'
import { FORGET_RULES, phpStartScript } from './php-start.ts'
import { SHARD_NUMBERS_MAX, uidsOfShard } from './slot-user.ts'

let folder: string
let script: string
let groups: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aipress-start-'))
  script = join(folder, 'start')
  const cgroups = await openCgroups(folder)
  groups = cgroups.foldersOfShard('shard-001')
  await writeFile(script, phpStartScript(layoutOf(folder), cgroups, 'shard-001'), {
    mode: 0o755,
  })
})
afterAll(async () => {
  for (const group of groups.flatMap((path) => [path, dirname(path)]))
    await rmdir(group).catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
})

async function rulesOfShard(): Promise<string[]> {
  const { first, last } = uidsOfShard(folder, 1)
  const { stdout } = await execa('ip', ['-4', 'rule', 'list'])
  return stdout.split('\n').filter((line) => line.includes(`uidrange ${first}-${last}`))
}

test('the machine’s rules are there once however often it starts and ends, until they are taken back', async () => {
  for (const _ of [1, 2]) {
    expect((await execa(script, ['echo', 'started'])).stdout).toBe('started')
    await execa(script, ['--ended'])
  }
  expect((await rulesOfShard()).map((line) => line.replace(/^.*uidrange \S+ /, ''))).toEqual([
    'ipproto udp dport 53 lookup main',
    'ipproto tcp dport 53 lookup main',
    'prohibit',
  ])
  await execa(script, [FORGET_RULES])
  expect(await rulesOfShard()).toEqual([])
})

test('where the machine permits neither namespaces nor rules it says so, and starts', async () => {
  const less = ['--bounding-set', '-sys_admin,-net_admin', '--inh-caps', '-sys_admin,-net_admin']
  const { stdout } = await execa('setpriv', [...less, '--', script, 'echo', 'started'])
  expect(stdout.split('\n')).toEqual([
    expect.stringContaining('permits no routing rules'),
    expect.stringContaining('permits no namespaces'),
    'started',
  ])
})

test('the shard with the last number that there is can be started as any other', async () => {
  const { first, last } = uidsOfShard(folder, SHARD_NUMBERS_MAX)
  const text = phpStartScript(layoutOf(folder), await openCgroups(folder), shardIdOf(SHARD_NUMBERS_MAX))
  expect(text).toContain(`uidrange ${first}-${last} `)
})
