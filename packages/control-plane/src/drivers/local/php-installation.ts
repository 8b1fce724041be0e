import { readdir } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'
import type { PhpInstallation } from '../../platform/site-host.ts'
import { DEBIAN_SETTINGS, PHP_VERSION } from './php-fpm.ts'

const PROGRAMS = '/usr/sbin'
const ASK_MS_MAX = 10_000

/** What is installed here. PHP-FPM itself is asked for its extensions, as they depend on its settings. */
export async function phpInstallation(signal: AbortSignal): Promise<PhpInstallation> {
  const names = await readdir(PROGRAMS)
  const versions = names.flatMap((name) => /^php-fpm(\d+\.\d+)$/.exec(name)?.[1] ?? [])
  return {
    version: PHP_VERSION,
    versionsInstalled: versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    extensions: await extensionsOf(signal),
  }
}

async function extensionsOf(signal: AbortSignal): Promise<string[]> {
  const result = await execa(`${PROGRAMS}/php-fpm${PHP_VERSION}`, ['-m'], {
    env: { PHP_INI_SCAN_DIR: DEBIAN_SETTINGS },
    extendEnv: false,
    cwd: '/',
    reject: false,
    timeout: ASK_MS_MAX,
    cancelSignal: signal,
  })
  signal.throwIfAborted()
  if (result.exitCode !== 0) {
    throw new AipressError('platform_unavailable', 'PHP did not say which extensions it has.', {
      context: { exitCode: result.exitCode ?? -1, output: result.stderr.slice(-2_000) },
    })
  }
  const names = result.stdout.split('\n').filter((line) => /^[A-Za-z]/.test(line))
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }))
}
