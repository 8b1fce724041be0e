import { readdir, readFile, stat } from 'node:fs/promises'
import { showStatus } from '@aipress/contract'
import { slotUser } from '@aipress/control-plane/drivers/local/slot-user.ts'
import { orphans, rescan } from '@aipress/control-plane/drivers/local/supervisor-scan.ts'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freePort } from '../../../test/harness/free-port.ts'
import { visit } from '../../../test/harness/http.ts'
import { type LocalCloud, startLocalCloud } from '../../../test/harness/local-cloud.ts'
import { inspectPlatform } from './inspect.ts'
import { statusText } from './status-text.ts'
import { stopPlatform } from './stop.ts'

/** One platform, on which the tests go on in turn; each leaves it running. */
let cloud: LocalCloud
beforeAll(async () => {
  cloud = await startLocalCloud({ environment: { AIPRESS_SITES_PER_SHARD: '3' } })
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const inspect = () => inspectPlatform(cloud.home, {}, AbortSignal.timeout(30_000))

async function pids(): Promise<Record<string, number | undefined>> {
  return Object.fromEntries((await cloud.supervisor.list()).map(({ name, pid }) => [name, pid]))
}

test('up again changes nothing', async () => {
  const before = await pids()
  const files = await filesWithTimes()
  await cloud.up()

  expect(await pids()).toEqual(before)
  expect(Object.keys(before)).toHaveLength(6)
  expect(await filesWithTimes()).toEqual(files)
})

/** Of all that `up` itself writes. */
async function filesWithTimes() {
  const { layout } = cloud
  const folders = [layout.edge.root, `${layout.home}/keys`, layout.wordpress.root]
  const entries = await Promise.all(folders.map((folder) => readdir(folder, { withFileTypes: true })))
  const files = entries.flat().filter((entry) => entry.isFile())
  const runs = ['postgres', 'edge', 'control-plane'].map((name) => `${layout.service(name)}/run`)
  const paths = [layout.settings, ...runs, ...files.map((file) => `${file.parentPath}/${file.name}`)]
  return Promise.all(paths.map(async (path) => [path, (await stat(path)).mtimeMs]))
}

test('status tells of every part and remembers the settings by itself', async () => {
  const status = await inspect()
  expect(status).toMatchObject({ healthy: true, consoleUrl: `http://aipress.localhost:${cloud.port}` })
  expect(status.parts.map(({ name }) => name)).toEqual([
    'supervisor',
    'control-plane',
    'edge',
    'postgres',
    'shard-001/mariadb',
    'shard-001/redis',
    'shard-001/php',
  ])
  for (const part of status.parts) {
    expect(part.memoryBytes).toBeGreaterThan(1e6)
    expect(part.uptimeSeconds).toBeLessThan(600)
  }
})

test('status works without the control plane, and up brings it back', async ({ signal }) => {
  await cloud.supervisor.stop('control-plane', signal)
  const status = await inspect()
  expect(status.healthy).toBe(false)
  expect(status.parts.filter(({ healthy }) => !healthy)).toMatchObject([
    { name: 'control-plane', problem: 'It is not running.' },
  ])
  await cloud.up()
  expect(await inspect()).toMatchObject({ healthy: true })
})

test('a killed database server is back and its end is told', async () => {
  await cloud.supervisor.signal('shard-001-mariadb', 'KILL')
  await vi.waitFor(
    async () => {
      const status = await inspect()
      expect(status).toMatchObject({
        healthy: true,
        incidents: [{ part: 'shard-001/mariadb', what: 'was ended by signal 9; started again' }],
      })
    },
    { timeout: 15_000 },
  )
})

test('another port moves the edge without touching anything else but the control plane', async () => {
  const before = await pids()
  const port = await freePort()
  expect((await cloud.up({ AIPRESS_PORT: String(port) })).notes).toEqual([
    `Moved from port ${cloud.port} to ${port}: the console and the sites answer there now.`,
  ])
  const after = await pids()

  expect({ ...after, 'control-plane': 0 }).toEqual({ ...before, 'control-plane': 0 })
  await vi.waitFor(async () =>
    expect((await visit({ port, host: 'aipress.localhost', path: '/health' })).status).toBe(200),
  )
  await vi.waitFor(() => expect(visit({ port: cloud.port, host: 'aipress.localhost' })).rejects.toThrow())
  expect((await cloud.call(showStatus, {})).consoleUrl).toBe(`http://aipress.localhost:${port}`)
  expect((await inspect()).consoleUrl).toBe(`http://aipress.localhost:${port}`)
  expect(JSON.parse(await readFile(cloud.layout.settings, 'utf8'))).toMatchObject({
    AIPRESS_PORT: String(port),
  })
  await cloud.up()
})

test('up takes over the services of a killed supervisor', async () => {
  const { stdout } = await execa('pgrep', ['-f', `^s6-svscan -c [0-9]+ ${cloud.layout.services}$`])
  process.kill(Number(stdout), 'SIGKILL')
  await vi.waitFor(async () => expect(await rescan(cloud.layout)).toBe(false))
  expect(await orphans(cloud.layout)).toHaveLength(6)
  expect((await inspect()).parts.filter(({ healthy }) => !healthy)).toMatchObject([{ name: 'supervisor' }])

  await cloud.up()
  expect(await inspect()).toMatchObject({ healthy: true })
})

test('down stops every process, and up starts them again with all data', async () => {
  const { stdout } = await execa('pgrep', ['-f', cloud.home])
  expect(await stopPlatform(cloud.layout)).toBe(6)
  for (const pid of stdout.split('\n')) await expect(isAlive(pid)).resolves.toBe(false)
  expect(await stopPlatform(cloud.layout)).toBe(0)
  const text = statusText(await inspect())
  expect(text).toContain('AIPress is stopped. "npm run up" starts it.')
  expect(text).toMatch(/^edge +stopped$/m)
  expect(text).not.toMatch(/the supervisor starts it again|\b0 s\b|NOT WELL/)

  await cloud.up()
  expect(await cloud.call(showStatus, {})).toMatchObject({ healthy: true })
}, 120_000)

test('down ends what a site has left running with a service’s log open', async () => {
  const { uid, gid } = slotUser(cloud.home, { shardId: 'shard-001', slot: 1 })
  const php = (await readFile(cloud.layout.shard('shard-001').php.pid, 'utf8')).trim()
  const user = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--no-new-privs']
  const stray = execa('sh', ['-c', `exec setpriv ${user.join(' ')} sleep 600 > /proc/${php}/fd/2`], {
    reject: false,
    stdio: 'ignore',
  })
  await vi.waitFor(async () => {
    const status = await readFile(`/proc/${stray.pid}/status`, 'utf8')
    expect(status).toContain(`Uid:\t${uid}\t`)
  })
  expect(await stopPlatform(cloud.layout)).toBe(6)
  expect((await stray).signal).toBe('SIGKILL')
  await cloud.up()
}, 120_000)

/** A zombie waits for the machine's first process to take note of its end. */
async function isAlive(pid: string): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return text !== '' && !/\) Z /.test(text)
}
