import { mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test, vi } from 'vitest'
import { layoutOf } from './layout.ts'
import { createSupervisor } from './supervisor.ts'
import {
  adoptOrphans,
  ensureScanner,
  isSupervised,
  orphans,
  rescan,
  SCAN_LOG,
  serviceNames,
  stopScanner,
} from './supervisor-scan.ts'

/** A platform's folder with a supervisor; both are gone at the end of the test. */
async function openSupervisor() {
  const home = await mkdtemp(join(tmpdir(), 'aipress-s6-'))
  const layout = layoutOf(home)
  return {
    layout,
    supervisor: createSupervisor(layout),
    async [Symbol.asyncDispose]() {
      const left = await orphans(layout)
      if (left.length > 0) {
        await ensureScanner(layout)
        await adoptOrphans(layout, left, AbortSignal.timeout(10_000))
      }
      await stopScanner(layout, AbortSignal.timeout(10_000))
      await rm(home, { recursive: true, force: true })
    },
  }
}

const sleeper = (name: string) => ({ name, argv: ['sleep', '1000'] })

/** Prints its arguments and environment as JSON, then stays. */
const PRINTER = `
process.stdout.write(JSON.stringify({ args: process.argv.slice(1), env: process.env, cwd: process.cwd() }) + '\\n')
setInterval(() => {}, 1e6)
`

async function scannerPid(services: string): Promise<number> {
  const { stdout } = await execa('pgrep', ['-f', `^s6-svscan -c [0-9]+ ${services}$`])
  return Number(stdout)
}

/** What the supervisors that run in this folder look after, whatever its name is by now. */
async function supervisorsIn(services: string): Promise<string[]> {
  const { stdout } = await execa('pgrep', ['-x', 's6-supervise'], { reject: false })
  const folders = await Promise.all(
    stdout.split('\n').map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')),
  )
  return folders
    .filter((folder) => folder.startsWith(`${services}/`))
    .map((folder) => folder.slice(services.length + 1))
    .sort()
}

test('a service that is to come first does, where the machine lets it, and the others do not', async () => {
  await using platform = await openSupervisor()
  const signal = AbortSignal.timeout(20_000)
  await platform.supervisor.ensure({ ...sleeper('first'), comesFirst: true }, signal)
  await platform.supervisor.ensure(sleeper('second'), signal)
  const niceness = async (name: string) => getPriority((await platform.supervisor.status(name))?.pid ?? 0)
  const own = getPriority()
  const { stdout: permitted } = await execa('nice', ['-n', '-5', 'nice'])
  await vi.waitFor(async () => expect(await niceness('first')).toBe(Number(permitted)))
  expect(await niceness('second')).toBe(own)
  const groups = await Promise.all(
    ['first', 'second'].map(async (name) => {
      const { pid } = (await platform.supervisor.status(name)) ?? {}
      return await readFile(`/proc/${pid}/autogroup`, 'utf8').catch(() => undefined)
    }),
  )
  // A kernel without such groups has no such file.
  if (Number(permitted) < 0 && groups[0] !== undefined)
    expect(groups.map((text) => text?.trim().split(' ').at(-1))).toEqual(['-5', '0'])
})

describe('supervisor', () => {
  test('ensuring twice leaves the running process alone', async ({ signal }) => {
    await using open = await openSupervisor()
    await open.supervisor.ensure(sleeper('edge'), signal)
    const first = await open.supervisor.status('edge')
    await open.supervisor.ensure(sleeper('edge'), signal)

    expect(first).toMatchObject({ up: true, restarts: 0 })
    expect((await open.supervisor.status('edge'))?.pid).toBe(first?.pid)
  })

  test('a changed spec restarts the service without an incident', async ({ signal }) => {
    await using open = await openSupervisor()
    await open.supervisor.ensure(sleeper('edge'), signal)
    const first = await open.supervisor.status('edge')
    await open.supervisor.ensure({ ...sleeper('edge'), env: { A: '1' } }, signal)

    const second = await open.supervisor.status('edge')
    expect(second).toMatchObject({ up: true, restarts: 0 })
    expect(second?.pid).not.toBe(first?.pid)
    await expect(readFile(open.layout.incidents)).rejects.toThrow()
  })

  test('a killed service is back within three seconds and recorded', async ({ signal }) => {
    await using open = await openSupervisor()
    await open.supervisor.ensure(sleeper('shard-001-redis'), signal)
    const first = await open.supervisor.status('shard-001-redis')
    await open.supervisor.signal('shard-001-redis', 'KILL')

    await vi.waitFor(
      async () => {
        const status = await open.supervisor.status('shard-001-redis')
        expect(status).toMatchObject({ up: true, restarts: 1 })
        expect(status?.pid).not.toBe(first?.pid)
      },
      { timeout: 3000 },
    )
    expect(JSON.parse(await readFile(open.layout.incidents, 'utf8'))).toMatchObject({
      part: 'shard-001-redis',
      what: 'was ended by signal 9; started again',
    })
  })

  test('what is to be done after an end is done, whoever ended it', async ({ signal }) => {
    await using open = await openSupervisor()
    const note = join(open.layout.home, "ended 'so'")
    const service = { ...sleeper('shard-001-php'), afterEnd: ['touch', note] }
    await open.supervisor.ensure(service, signal)
    await open.supervisor.signal('shard-001-php', 'KILL')
    await expect.poll(() => readFile(note, 'utf8').catch(() => 'none'), { timeout: 5_000 }).toBe('')
    await rm(note)
    await open.supervisor.ensure(service, signal)
    await open.supervisor.remove('shard-001-php', signal)
    expect(await readFile(note, 'utf8')).toBe('')
  })

  test('arguments, environment and directory arrive byte for byte', async ({ signal }) => {
    await using open = await openSupervisor()
    const odd = ['two words', 'it\'s "quoted" `x` $HOME \\', 'line\nbreak\n', '', '*', 'Café ☕']
    await open.supervisor.ensure(
      {
        name: 'printer',
        argv: [process.execPath, '-e', PRINTER, '--', ...odd],
        env: { ODD: odd.join('|'), EMPTY: '' },
        directory: '/usr',
      },
      signal,
    )
    const log = join(open.layout.log('printer'), 'current')
    const line = await vi.waitFor(async () => {
      const text = await readFile(log, 'utf8')
      expect(text).toMatch(/\n$/)
      return text
    })
    const said = JSON.parse(line.slice(line.indexOf('{')))
    expect(said).toMatchObject({ args: odd, cwd: '/usr', env: { ODD: odd.join('|'), EMPTY: '' } })
    expect(said.env.VITEST).toBeUndefined()
  })

  test('a bare uid and the limit of open files are applied', async ({ signal }) => {
    await using open = await openSupervisor()
    const user = { uid: 1_234_567, gid: 1_234_568 }
    await open.supervisor.ensure({ ...sleeper('mine'), user, openFilesMax: 777 }, signal)
    const pid = (await open.supervisor.status('mine'))?.pid

    await vi.waitFor(async () => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      expect(status).toMatch(/^Uid:\t1234567\t1234567/m)
      expect(status).toMatch(/^Gid:\t1234568\t1234568/m)
      expect(status).toMatch(/^Groups:\s*(1234568\s*)?$/m)
    })
    expect(await readFile(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max open files\s+777\s+777/)
  })

  test('a stopped service stays down until it is ensured', async ({ signal }) => {
    await using open = await openSupervisor()
    await open.supervisor.ensure(sleeper('edge'), signal)
    await open.supervisor.stop('edge', signal)
    await stopScanner(open.layout, signal)
    await ensureScanner(open.layout, signal)
    expect(await open.supervisor.status('edge')).toMatchObject({ up: false })

    await open.supervisor.ensure(sleeper('edge'), signal)
    expect(await open.supervisor.status('edge')).toMatchObject({ up: true })
  })

  test('removing forgets the service, and stop and remove accept that there is none', async ({ signal }) => {
    await using open = await openSupervisor()
    await open.supervisor.ensure(sleeper('edge'), signal)
    await open.supervisor.remove('edge', signal)
    await open.supervisor.remove('edge', signal)
    await open.supervisor.stop('edge', signal)

    expect(await open.supervisor.status('edge')).toBeUndefined()
    expect(await open.supervisor.list()).toEqual([])
    await expect(open.supervisor.restart('edge', signal)).rejects.toThrow('no service edge')
  })

  // Each race that this once lost was lost in one of twenty rounds at most.
  test('a service made several times at once is made once, with one scanner and its log', async ({
    signal,
  }) => {
    for (let round = 0; round < 8; round += 1) {
      await using open = await openSupervisor()
      await Promise.all([1, 2, 3].map(() => open.supervisor.ensure(sleeper('edge'), signal)))

      expect(await open.supervisor.list()).toMatchObject([{ name: 'edge', up: true, restarts: 0 }])
      expect(await serviceNames(open.layout)).toEqual(['edge'])
      await scannerPid(open.layout.services)
      await execa('pgrep', ['-f', `^s6-log -b .* ${open.layout.log(SCAN_LOG)}$`])
    }
  })

  test('a note of the start that is just being written restarts nothing', async ({ signal }) => {
    await using open = await openSupervisor()
    await open.supervisor.ensure(sleeper('edge'), signal)
    const before = await open.supervisor.status('edge')
    const note = join(open.layout.service('edge'), 'started')
    const digest = await readFile(note, 'utf8')
    await writeFile(note, '')
    await Promise.all([open.supervisor.ensure(sleeper('edge'), signal), writeFile(note, digest)])

    expect((await open.supervisor.status('edge'))?.pid).toBe(before?.pid)
  })

  test('services outlive a killed scanner and are adopted by the next', async ({ signal }) => {
    await using open = await openSupervisor()
    await open.supervisor.ensure(sleeper('edge'), signal)
    const before = await open.supervisor.status('edge')
    process.kill(await scannerPid(open.layout.services), 'SIGKILL')
    await vi.waitFor(async () => expect(await rescan(open.layout)).toBe(false))

    expect((await open.supervisor.status('edge'))?.pid).toBe(before?.pid)
    expect(await orphans(open.layout)).toEqual(['edge'])
    await open.supervisor.ensure(sleeper('edge'), signal)
    expect((await open.supervisor.status('edge'))?.pid).toBe(before?.pid)
    await expect(open.supervisor.ensure(sleeper('other'), signal)).rejects.toMatchObject({
      hint: expect.stringContaining('npm run up'),
    })
    expect(await rescan(open.layout)).toBe(false)
    await ensureScanner(open.layout, signal)
    await adoptOrphans(open.layout, ['edge'], signal)
    await vi.waitFor(
      async () => expect(await open.supervisor.status('edge')).toMatchObject({ up: true, restarts: 0 }),
      { timeout: 3000 },
    )
    process.kill(Number((await open.supervisor.status('edge'))?.pid), 'SIGKILL')
    await vi.waitFor(
      async () => expect(await open.supervisor.status('edge')).toMatchObject({ up: true, restarts: 1 }),
      { timeout: 3000 },
    )
  })

  test('a service whose removal was cut short is gone after the next removal, its supervisors too', async ({
    signal,
  }) => {
    await using open = await openSupervisor()
    const { services } = open.layout
    for (const name of ['killed', 'other']) await open.supervisor.ensure(sleeper(name), signal)
    await open.supervisor.stop('killed', signal)
    const [killed, ended] = [join(services, '.gone-killed-0a'), join(services, '.gone-ended-0b')]
    await rename(join(services, 'killed'), killed)
    // Of this one nothing is left but its folder.
    await mkdir(ended)
    expect(await isSupervised(killed)).toBe(true)

    await open.supervisor.remove('killed', signal)
    expect(await readdir(services)).toEqual(['.s6-svscan', 'other'])
    expect(await supervisorsIn(services)).toEqual(['other', 'other/log'])
  })

  test('a service that ends at once is not recorded at every start', { timeout: 15_000 }, async ({
    signal,
  }) => {
    await using open = await openSupervisor()
    await open.supervisor.ensure({ name: 'broken', argv: ['false'] }, signal)
    await vi.waitFor(
      async () => expect((await open.supervisor.status('broken'))?.restarts).toBeGreaterThanOrEqual(3),
      { timeout: 8000 },
    )
    const lines = (await readFile(open.layout.incidents, 'utf8')).trim().split('\n')
    expect(lines.length).toBe(2)
    expect(lines[1]).toContain('ended with code 1 right after its start, 2 times in a row')
  })
})
