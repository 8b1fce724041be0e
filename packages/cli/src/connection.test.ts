import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serveContract } from './testing/contract-server.ts'
import { runCli, runOnTerminal } from './testing/run-cli.ts'
import { sampleSite } from './testing/samples.ts'

const me = {
  displayName: 'anna@example.com',
  siteRoles: [],
  role: 'administrator',
  accountId: 'acc_1',
  accountName: 'Platform',
  permissions: ['sites:read'],
}
const answers = { 'me.show': () => me, 'sites.list': () => ({ items: [sampleSite()], total: 1 }) }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aipress-connection-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the platform of this machine', () => {
  test('that was never made', async () => {
    const home = join(folder, 'nowhere')
    const { exitCode, stderr } = await runCli(['site', 'list'], { AIPRESS_HOME: home })
    expect(exitCode).toBe(6)
    expect(stderr).toContain(`There is no platform in ${home}.`)
    expect(stderr).toContain('npm run up')
  })

  test('that is not running', async () => {
    const { exitCode, stderr } = await runCli(['site', 'list', '--json'], { AIPRESS_HOME: folder })
    expect(exitCode).toBe(6)
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'platform_unavailable',
      message: `The platform in ${folder} is not running.`,
    })
  })

  test('whose control plane was killed and left its socket', async () => {
    await mkdir(join(folder, 'run'))
    const listen = `require('node:net').createServer().listen(process.argv[1], () => console.log('listening'))`
    const killed = execa(process.execPath, ['-e', listen, join(folder, 'run/machine.sock')], {
      reject: false,
    })
    killed.stdout.once('data', () => killed.kill('SIGKILL'))
    await killed
    const { exitCode, stderr } = await runCli(['site', 'list'], { AIPRESS_HOME: folder })
    expect(exitCode).toBe(6)
    expect(stderr).toContain('is not running')
  })

  test.skipIf(process.getuid?.() !== 0)('says to a person without root that they need a token', async () => {
    await using platform = await serveContract(answers)
    await chmod(platform.home, 0o755)
    await chmod(join(platform.home, 'run/machine.sock'), 0o600)
    const { exitCode, stderr } = await execa(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), 'site', 'list'],
      {
        // `nobody` on Debian.
        uid: 65_534,
        gid: 65_534,
        cwd: '/',
        env: { AIPRESS_HOME: platform.home, HOME: '/nonexistent', PATH: process.env.PATH },
        extendEnv: false,
        reject: false,
      },
    )
    expect(exitCode).toBe(3)
    expect(stderr).toContain('only root')
    expect(stderr).toContain('aipress login')
  })
})

describe('a platform elsewhere', () => {
  test('by AIPRESS_URL and AIPRESS_TOKEN', async () => {
    await using platform = await serveContract(answers)
    const { url: AIPRESS_URL, token: AIPRESS_TOKEN } = platform
    const { exitCode, stdout } = await runCli(['site', 'list'], { AIPRESS_URL, AIPRESS_TOKEN })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('corner-bakery')
  })

  test('is found at its *.localhost address, which the resolver does not know', async () => {
    await using platform = await serveContract(answers)
    const AIPRESS_URL = platform.url.replace('127.0.0.1', 'aipress.localhost')
    const { exitCode } = await runCli(['site', 'list'], { AIPRESS_URL, AIPRESS_TOKEN: platform.token })
    expect(exitCode).toBe(0)
  })

  test.each([
    { variables: { AIPRESS_TOKEN: 'wrong' }, says: 'aipress login' },
    { variables: {}, says: 'AIPRESS_TOKEN' },
  ])('without a good token answers 3: $variables', async ({ variables, says }) => {
    await using platform = await serveContract(answers)
    const { exitCode, stderr } = await runCli(['site', 'list'], { AIPRESS_URL: platform.url, ...variables })
    expect(exitCode).toBe(3)
    expect(stderr).toContain(says)
  })

  test('that cannot be reached is named', async () => {
    const variables = { AIPRESS_URL: 'http://127.0.0.1:1', AIPRESS_TOKEN: 'any' }
    const { exitCode, stderr } = await runCli(['site', 'list'], variables)
    expect(exitCode).toBe(6)
    expect(stderr).toContain('http://127.0.0.1:1 cannot be reached')
  })

  test('a bad address is refused', async () => {
    const { exitCode, stderr } = await runCli(['site', 'list'], {
      AIPRESS_URL: 'example',
      AIPRESS_TOKEN: 'any',
    })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('AIPRESS_URL')
  })
})

describe('login', () => {
  test('checks the token, keeps it for this user alone, and logout forgets it', async () => {
    await using platform = await serveContract(answers)
    const variables = { XDG_CONFIG_HOME: folder }
    const signedIn = await runCli(['login', platform.url], variables, `${platform.token}\n`)
    expect(signedIn).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('anna@example.com') })

    const path = join(folder, 'aipress/credentials.json')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'aipress'))).mode & 0o777).toBe(0o700)
    expect((await runCli(['site', 'list'], variables)).exitCode).toBe(0)
    expect((await runCli(['site', 'list'], { ...variables, AIPRESS_HOME: folder })).exitCode).toBe(6)

    expect((await runCli(['logout'], variables)).exitCode).toBe(0)
    await expect(readFile(path)).rejects.toThrow('ENOENT')
  })

  test('on a terminal asks without showing the token', async () => {
    await using platform = await serveContract(answers)
    const { exitCode, screen } = await runOnTerminal(['login', platform.url], { XDG_CONFIG_HOME: folder }, [
      `${platform.token}\r`,
    ])
    expect(exitCode).toBe(0)
    expect(screen).not.toContain(platform.token)
  })

  test('a wrong token is not kept', async () => {
    await using platform = await serveContract(answers)
    const { exitCode } = await runCli(['login', platform.url], { XDG_CONFIG_HOME: folder }, 'wrong')
    expect(exitCode).toBe(3)
    await expect(stat(join(folder, 'aipress'))).rejects.toThrow('ENOENT')
  })

  test('a damaged file is named, and logout mends it', async () => {
    await mkdir(join(folder, 'aipress'))
    await writeFile(join(folder, 'aipress/credentials.json'), '{')
    const variables = { XDG_CONFIG_HOME: folder }
    const { exitCode, stderr } = await runCli(['site', 'list'], variables)
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('aipress logout'),
    })
    expect((await runCli(['logout'], variables)).exitCode).toBe(0)
  })
})
