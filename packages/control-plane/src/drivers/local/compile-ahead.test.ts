import { mkdir, readdir, readFile, realpath, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import { compileAhead } from './compile-ahead.ts'
import { fastCgi } from './fastcgi.ts'
import { OWN_SLOT, phpService, pingPhp } from './php-fpm.ts'
import { slotUser } from './slot-user.ts'
import { becomesReady } from './wait.ts'

const signal = AbortSignal.timeout(300_000)
const SAYS_FIRST = "<?php echo 'first';"
const SAYS_OTHER = "<?php echo 'other';"
let shard: TestShard
let script: string

beforeAll(async () => {
  shard = await startShard(1)
  const release = await realpath(shard.layout.release('current'))
  script = join(release, 'mu-plugins', 'says.php')
  await writeFile(script, SAYS_FIRST, { mode: 0o644 })
})
afterAll(() => shard?.[Symbol.asyncDispose]())

async function ask(): Promise<string> {
  const { slot } = shard.layout.shard(shard.shardId)
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/says.php', SCRIPT_FILENAME: script }
  return (await fastCgi({ socket: slot(OWN_SLOT).sharedSocket, params, timeoutMs: 20_000 })).body
}

async function restart() {
  await shard.supervisor.restart(phpService(shard.shardId), signal)
  const { sharedSocket } = shard.layout.shard(shard.shardId).slot(OWN_SLOT)
  await becomesReady('PHP', () => pingPhp(sharedSocket), signal)
}

/** As no release does it: PHP tells by the time alone whether a file is another. */
async function changeUnnoticed(text: string) {
  const { atime, mtime } = await stat(script)
  await writeFile(script, text)
  await utimes(script, atime, mtime)
}

const compiledFiles = async () =>
  (
    await readdir(await realpath(shard.layout.compiled.current), { recursive: true, withFileTypes: true })
  ).map((entry) => join(entry.parentPath, entry.name))

test('what was compiled ahead is what a PHP that has just started runs, and it is compiled once', async () => {
  expect(await compileAhead(shard.layout, signal)).toBe(true)
  expect(await compileAhead(shard.layout, signal)).toBe(false)
  const files = await compiledFiles()
  for (const name of ['wp-includes/plugin.php.bin', 'wp-admin/index.php.bin', 'mu-plugins/says.php.bin'])
    expect(files.some((file) => file.endsWith(`/${name}`))).toBe(true)
  await changeUnnoticed(SAYS_OTHER)
  await restart()
  expect(await ask()).toBe('first')
})

test('a file that was changed since is compiled anew', async () => {
  await writeFile(script, SAYS_OTHER)
  await restart()
  expect(await ask()).toBe('other')
})

test('whoever is killed at it leaves nothing that is taken for whole', async () => {
  const { compiled } = shard.layout
  const name = await realpath(compiled.current)
  await mkdir(`${name}.new/half`, { recursive: true })
  await execa('ln', ['-sfn', 'nothing', compiled.current])
  await mkdir(join(compiled.root, 'nothing'), { recursive: true })
  expect(await compileAhead(shard.layout, signal)).toBe(true)
  expect(await realpath(compiled.current)).toBe(name)
  expect(await readdir(compiled.root)).toEqual(expect.arrayContaining([name.split('/').at(-1), 'current']))
  expect(await readdir(compiled.root)).toHaveLength(2)
})

test('sites read what was compiled, and can neither change nor add to it', async () => {
  const { uid, gid } = slotUser(shard.layout.home, { shardId: shard.shardId, slot: 1 })
  const file = (await compiledFiles()).find((path) => path.endsWith('/plugin.php.bin')) ?? ''
  const asSite = (...command: string[]) =>
    execa('setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...command], { reject: false })
  expect((await asSite('head', '-c', '7', file)).stdout).toBe('OPCACHE')
  expect((await readFile(file)).subarray(0, 7).toString()).toBe('OPCACHE')
  for (const command of [
    ['truncate', '-s', '0', file],
    ['rm', '-f', file],
    ['touch', join(dirname(file), 'mine.php.bin')],
    ['mv', shard.layout.compiled.current, `${shard.layout.compiled.current}.old`],
  ])
    expect((await asSite(...command)).exitCode).not.toBe(0)
})
