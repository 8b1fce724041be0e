import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../packages/control-plane/src/config.ts'
import { HOME_LENGTH_MAX as LAYOUT_HOME_LENGTH_MAX } from '../packages/control-plane/src/drivers/local/layout.ts'
import { freePort } from '../test/harness/free-port.ts'
import { DEFAULT_HOME, DEFAULT_PORT, HOME_LENGTH_MAX, MARKER } from './platform-home.mjs'
import { checkDebian, checkDisk, checkHome, checkRoot } from './preflight.mjs'

const REPOSITORY = join(import.meta.dirname, '..')

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-pre-'))
  await chmod(folder, 0o755)
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** `npm run up` as a person sees it; these all end before anything is made. */
function up(environment: Record<string, string>, user?: { uid: number; gid: number }) {
  return execa('node', [join(REPOSITORY, 'tools/run.mjs'), 'up'], {
    env: environment,
    reject: false,
    cwd: '/',
    ...user,
  })
}

describe('npm run up', () => {
  test('names the process that has the port, and another port', async () => {
    await using open = await openFolder()
    const port = await freePort()
    const server = createServer().listen(port)
    try {
      const home = join(open.folder, 'home')
      const { exitCode, stderr } = await up({ AIPRESS_HOME: home, AIPRESS_PORT: String(port) })

      expect(exitCode).toBe(1)
      expect(stderr).toContain(`Port ${port} is in use by`)
      expect(stderr).toContain(`(process ${process.pid})`)
      expect(stderr).toMatch(/AIPRESS_PORT=\d+ npm run up/)
      await expect(rm(home, { recursive: true })).rejects.toThrow('ENOENT')
    } finally {
      server.close()
    }
  })

  test('says that it needs root', async () => {
    const { exitCode, stderr } = await up({}, { uid: 65_534, gid: 65_534 })
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('sudo npm run up'),
    })
  })

  test('refuses a bad port', async () => {
    await using open = await openFolder()
    const { exitCode, stderr } = await up({ AIPRESS_HOME: join(open.folder, 'h'), AIPRESS_PORT: '123456' })
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('from 1 to 65535'),
    })
  })

  test('never takes over a folder with other files', async () => {
    await using open = await openFolder()
    await writeFile(join(open.folder, 'thesis.txt'), 'mine')
    const { exitCode, stderr } = await up({ AIPRESS_HOME: open.folder })
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("already holds files that are not AIPress's"),
    })
  })

  test.each(['status', 'down', 'reset'])('%s refuses a folder that is no platform', async (command) => {
    await using open = await openFolder()
    const { exitCode, stderr } = await execa('node', [join(REPOSITORY, 'tools/run.mjs'), command], {
      env: { AIPRESS_HOME: open.folder },
      reject: false,
    })
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not the home folder of an AIPress platform'),
    })
  })
})

describe('checks', () => {
  test('a disk that is short is named with what is needed', async () => {
    await expect(checkDisk(tmpdir(), 1e18)).rejects.toThrow(
      /has [\d.]+ GB free; AIPress needs 1000000000.0 GB/,
    )
    await expect(checkDisk(join(tmpdir(), 'not', 'yet', 'made'), 1)).resolves.toBeUndefined()
  })

  test('a folder that the daemons cannot pass through is named', async () => {
    await using open = await openFolder()
    const closed = join(open.folder, 'closed')
    await mkdir(closed, { mode: 0o700 })
    expect(() => checkHome(join(closed, 'home'))).toThrow(`may not pass through ${closed}`)
    await chmod(closed, 0o711)
    expect(() => checkHome(join(closed, 'home'))).not.toThrow()
  })

  test.each([
    ['/', 'cannot be the home folder'],
    [`/${'x'.repeat(HOME_LENGTH_MAX)}`, 'Unix sockets live in it'],
    ["/srv/it's", 'may hold letters'],
    ['/etc/passwd', 'is not a folder'],
  ])('the home %s is refused', (home, problem) => {
    expect(() => checkHome(home)).toThrow(problem)
  })

  test('a platform of ours is accepted again', async () => {
    await using open = await openFolder()
    await writeFile(join(open.folder, MARKER), '')
    await writeFile(join(open.folder, 'settings.json'), '{}')
    expect(() => checkHome(open.folder)).not.toThrow()
  })

  test('root and Debian are asked for', () => {
    expect(() => checkRoot(1000)).toThrow('must be run as root')
    expect(() => checkRoot(0)).not.toThrow()
    expect(() => checkDebian({ PATH: '/nowhere' })).toThrow('apt-get and dpkg-query cannot be found')
  })
})

test('the facts that are known before anything is installed are those of the control plane', () => {
  const { home, port } = loadConfig({})
  expect({ home, port, length: LAYOUT_HOME_LENGTH_MAX }).toEqual({
    home: DEFAULT_HOME,
    port: DEFAULT_PORT,
    length: HOME_LENGTH_MAX,
  })
})
