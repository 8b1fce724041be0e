import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layoutOf } from '@aipress/control-plane/drivers/local/layout.ts'
import { rescan } from '@aipress/control-plane/drivers/local/supervisor-scan.ts'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { freePort } from '../../../test/harness/free-port.ts'
import { cacheFolder } from '../../../tools/platform-home.mjs'
import { wordpressCache } from '../../../tools/wordpress.mjs'
import { startPlatform } from './platform.ts'
import { stopPlatform } from './stop.ts'

const REPOSITORY = join(import.meta.dirname, '../../..')

/** A repository whose control plane ends right after its start. */
async function openBrokenRepository() {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-broken-'))
  await chmod(folder, 0o755)
  for (const name of ['edge', 'wordpress']) await symlink(join(REPOSITORY, name), join(folder, name))
  await mkdir(join(folder, 'packages/control-plane/src'), { recursive: true })
  await mkdir(join(folder, 'packages/contract/src'), { recursive: true })
  await writeFile(
    join(folder, 'packages/control-plane/src/main.ts'),
    "throw new Error('broken on purpose')\n",
  )
  const home = join(folder, 'home')
  const layout = layoutOf(home)
  return {
    layout,
    start: async (environment: Record<string, string> = {}) =>
      startPlatform({
        home,
        environment: { AIPRESS_PORT: String(await freePort()), AIPRESS_SITES_PER_SHARD: '1', ...environment },
        repository: folder,
        wordpress: wordpressCache(cacheFolder(process.env)),
        progress: { step: (_title, work) => work(() => undefined) },
        signal: AbortSignal.timeout(60_000),
        forTestsOnly: { withoutConsole: true, withoutDurability: true },
      }),
    async [Symbol.asyncDispose]() {
      await stopPlatform(layout)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

test('a control plane that does not start is told with its reason, and nothing is left running', async () => {
  await using open = await openBrokenRepository()
  await expect(open.start()).rejects.toMatchObject({
    message: expect.stringContaining('broken on purpose'),
    hint: expect.stringContaining('npm run up'),
    log: expect.stringContaining('logs/control-plane/current'),
  })

  expect(await rescan(open.layout)).toBe(false)
  const { stdout } = await execa('pgrep', ['-f', open.layout.home], { reject: false })
  expect(stdout).toBe('')
}, 90_000)

test('bad settings are all named before anything is made', async () => {
  await using open = await openBrokenRepository()
  const failed = open.start({
    AIPRESS_WARM_SLOTS: 'many',
    AIPRESS_DOMAIN: 'Not A Domain',
    AIPRESS_MODEL: 'foo',
  })

  await expect(failed).rejects.toThrow(/AIPRESS_DOMAIN[\s\S]*AIPRESS_WARM_SLOTS[\s\S]*AIPRESS_MODEL/)
  await expect(readFile(open.layout.settings)).rejects.toThrow('ENOENT')
})
