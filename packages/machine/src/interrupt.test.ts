import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layoutOf } from '@aipress/control-plane/drivers/local/layout.ts'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { freePort } from '../../../test/harness/free-port.ts'
import { stopPlatform } from './stop.ts'

test('Ctrl-C in the middle of up stops what was started and says so', async () => {
  const home = await mkdtemp(join(tmpdir(), 'aipress-int-'))
  await chmod(home, 0o755)
  try {
    const up = execa(process.execPath, [join(import.meta.dirname, 'up.ts')], {
      env: { AIPRESS_HOME: home, AIPRESS_PORT: String(await freePort()) },
      reject: false,
    })
    for await (const line of up) if (line.startsWith('✓ Edge')) up.kill('SIGINT')
    const { exitCode, stderr } = await up

    expect(exitCode).toBe(130)
    expect(stderr).toContain('What was started has been stopped again.')
    expect((await execa('pgrep', ['-f', home], { reject: false })).stdout).toBe('')
  } finally {
    await stopPlatform(layoutOf(home))
    await rm(home, { recursive: true, force: true })
  }
})
