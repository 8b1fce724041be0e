import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../packages/control-plane/src/config.ts'
import { HOME_LENGTH_MAX as LAYOUT_HOME_LENGTH_MAX } from '../packages/control-plane/src/drivers/local/layout.ts'
import { freePort } from '../test/harness/free-port.ts'
import { DEFAULT_HOME, DEFAULT_PORT, HOME_LENGTH_MAX, MARKER } from './platform-home.mjs'
import { checkDebian, checkDisk, checkHome, checkNode, checkRoot } from './preflight.mjs'

const REPOSITORY = join(import.meta.dirname, '..')

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-pre-'))
  await chmod(folder, 0o755)
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** A command as a person sees it; these all end before anything is made. */
function run(
  command: string,
  environment: Record<string, string>,
  { repository = REPOSITORY, ...user }: { repository?: string; uid?: number; gid?: number } = {},
) {
  return execa('node', [join(repository, 'tools/run.mjs'), command], {
    env: environment,
    reject: false,
    cwd: '/',
    ...user,
  })
}

const up = (environment: Record<string, string>) => run('up', environment)

/** Ends with the test; `ready` once it has said something. */
async function startProgram(args: string[], cwd: string) {
  const child = execa('node', args, { cwd, reject: false })
  return {
    ready: once(child.stdout, 'data'),
    async [Symbol.asyncDispose]() {
      child.kill()
      await child
    },
  }
}

describe('every command', () => {
  test.each(['up', 'down', 'status', 'reset', 'bench', 'test'])(
    '%s says that it needs root',
    async (command) => {
      await using open = await openFolder()
      await writeFile(join(open.folder, MARKER), '')
      const nobody = { uid: 65_534, gid: 65_534 }
      const { exitCode, stderr } = await run(command, { AIPRESS_HOME: open.folder }, nobody)

      expect(exitCode).toBe(1)
      expect(stderr).toContain('must be run as root')
      expect(stderr).toContain(`Use sudo: sudo AIPRESS_HOME=${open.folder} npm `)
      expect(stderr).not.toMatch(/EACCES|\n\s+at /)
    },
  )

  test('status of nothing, in a fresh clone, installs nothing', async () => {
    await using open = await openFolder()
    await cp(join(REPOSITORY, 'tools'), join(open.folder, 'tools'), { recursive: true })
    const home = join(open.folder, 'home')
    const { stderr } = await run('status', { AIPRESS_HOME: home }, { repository: open.folder })

    expect(stderr).toContain('AIPress is not set up here')
    expect(await readdir(open.folder)).toEqual(['tools'])
  })

  test('a folder that cannot be written to is named without a stack', async () => {
    await using open = await openFolder()
    const home = join(open.folder, 'home')
    await mkdir(home)
    await writeFile(join(home, MARKER), '')
    await writeFile(join(home, 'run'), 'a file where a folder should be')
    const { exitCode, stderr } = await run('down', { AIPRESS_HOME: home })

    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`${home}/run`),
    })
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

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
      expect(stderr).toContain(`AIPRESS_HOME=${home} AIPRESS_PORT=`)
      await expect(rm(home, { recursive: true })).rejects.toThrow('ENOENT')
    } finally {
      server.close()
    }
  })

  test('names the other AIPress that has the port, and how to stop it', async () => {
    await using open = await openFolder()
    const other = join(open.folder, 'other')
    await mkdir(join(other, 'edge'), { recursive: true })
    await writeFile(join(other, MARKER), '')
    const port = await freePort()
    const listen = `require('node:net').createServer().listen(${port}, () => console.log('ready'))`
    await using edge = await startProgram(['-e', listen], join(other, 'edge'))
    await edge.ready
    const { stderr } = await up({ AIPRESS_HOME: join(open.folder, 'mine'), AIPRESS_PORT: String(port) })

    expect(stderr).toContain(`Port ${port} is in use by the AIPress of ${other}.`)
    expect(stderr).toContain(`AIPRESS_HOME=${other} npm run down`)
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
    const { exitCode, stderr } = await run(command, { AIPRESS_HOME: open.folder })

    expect(exitCode).toBe(1)
    expect(stderr).toContain('AIPress is not set up here')
    expect(stderr).toContain(`AIPRESS_HOME=${open.folder} npm run up sets it up there.`)
    expect(stderr).toContain(`AIPRESS_HOME=/srv/aipress npm run ${command}`)
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
    expect(() => checkRoot({ command: 'up', uid: 1000 })).toThrow('must be run as root')
    expect(() => checkRoot({ command: 'up', uid: 0 })).not.toThrow()
    expect(() => checkDebian({ PATH: '/nowhere' })).toThrow('apt-get and dpkg-query cannot be found')
  })
})

test.each(['18.20.4', '20.18.3', '21.7.3', '22.11.0'])('Node %s is refused with a way out', (version) => {
  const check = () => checkNode({ command: 'up', environment: { AIPRESS_HOME: '/srv/a' }, version })
  expect(check).toThrow(`20.19 or later to start; this is ${version}`)
  expect(check).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining('AIPRESS_HOME=/srv/a npx -y -p node@24 npm run up'),
    }),
  )
})

test.each(['20.19.0', '22.12.0', '24.0.0'])('Node %s suffices', (version) => {
  expect(() => checkNode({ command: 'up', version })).not.toThrow()
})

test('the oldest Node is the same for npm, for its packages and for the README', async () => {
  const text = (path: string) => readFile(join(REPOSITORY, path), 'utf8')
  const { packages } = JSON.parse(await text('package-lock.json'))
  const oldest = '^20.19.0 || >=22.12.0'

  expect(JSON.parse(await text('package.json')).engines.node).toBe(oldest)
  expect(packages[''].engines.node).toBe(oldest)
  expect(packages['node_modules/rolldown'].engines.node).toBe(oldest)
  expect(await text('README.md')).toContain('Node.js (20.19 or later, with npm)')
})

test('the facts that are known before anything is installed are those of the control plane', () => {
  const { home, port } = loadConfig({})
  expect({ home, port, length: LAYOUT_HOME_LENGTH_MAX }).toEqual({
    home: DEFAULT_HOME,
    port: DEFAULT_PORT,
    length: HOME_LENGTH_MAX,
  })
})
