import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'
import type { Layout } from './layout.ts'
import { CURRENT_RELEASE } from './mail-program.ts'
import { ensureFolder, switchLink } from './owned-files.ts'
import { DEBIAN_SETTINGS, PHP_VERSION } from './php-version.ts'
import { installedWordPressVersion } from './wordpress-files.ts'

/**
 * WordPress and the release as OPcache compiles them, as files (`opcache.file_cache`): a PHP-FPM that has just started
 * reads them in 30 ms where it would compile for 300. Only root writes there, from root's own files, so what one site
 * compiles never reaches another; PHP-FPM's processes find what is not there themselves and keep it in memory alone.
 */
const PROGRAM = `/usr/bin/php${PHP_VERSION}`
/** A folder for each of PHP's interfaces. */
const EXTENSIONS = '/usr/lib/php'
/**
 * Compiles without running. What cannot be compiled beside the others is left to PHP-FPM: a function of a name that
 * another file has declared already, as wp-admin/includes/noop.php has some of wp-includes.
 */
const SCRIPT = `
[, $folder] = $argv;
$files = is_dir("$folder/wp-includes")
  ? new FilesystemIterator($folder)
  : new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS));
foreach ($files as $file) {
  if ($file->getExtension() === 'php') @opcache_compile_file((string) $file);
}`
/** It takes a second on two idle cores, and may take all that others leave. */
const COMPILE_MS_MAX = 300_000
/** PHP's exit code where it met an error that ends scripts. */
const SOME_FAILED = 255
const COMPILED_ALWAYS = 'wp-includes/plugin.php'
/** When a platform starts there is more urgent work, and visitors who compile it. */
const FIRST_AFTER_MS = 120_000
const EVERY_MS = 60_000
const PUBLIC_FOLDER = { uid: 0, gid: 0, mode: 0o755 }
/** What PHP-FPM is pointed to before anything was compiled. */
const NOTHING_COMPILED = 'nothing'

/** PHP-FPM does without its file cache where the folder is not there when it starts. */
export async function ensureCompiledFolder({ compiled }: Layout): Promise<void> {
  await ensureFolder(compiled.root, PUBLIC_FOLDER)
  const isThere = await lstat(compiled.current).then(
    () => true,
    () => false,
  )
  if (isThere) return
  await ensureFolder(join(compiled.root, NOTHING_COMPILED), PUBLIC_FOLDER)
  await switchLink(compiled.current, NOTHING_COMPILED)
}

/** Compiles what is in use now, where that was not done yet; answers whether it was done now. Safe to repeat. */
export async function compileAhead(layout: Layout, signal: AbortSignal): Promise<boolean> {
  const { compiled } = layout
  const sources = await sourcesOf(layout)
  const name = await nameOf(sources)
  const folder = join(compiled.root, name)
  await ensureCompiledFolder(layout)
  if ((await realpath(compiled.current).catch(() => '')) === (await realpath(folder).catch(() => folder)))
    return false
  // Complete or not at all: who was killed at it begins anew.
  const aside = `${folder}.new`
  for (const left of [aside, folder]) await rm(left, { recursive: true, force: true })
  await mkdir(aside, { mode: 0o700 })
  for (const source of sources) await compile(source, aside, signal)
  await requireCompiled(aside)
  await openToReaders(aside)
  await rename(aside, folder)
  await switchLink(compiled.current, name)
  await removeOthers(compiled.root, name)
  return true
}

async function compile(source: string, folder: string, signal: AbortSignal): Promise<void> {
  const settings = {
    'opcache.enable_cli': '1',
    'opcache.file_cache': folder,
    'opcache.file_cache_only': '1',
    'opcache.file_update_protection': '0',
    'opcache.jit': 'off',
  }
  const pairs = Object.entries(settings).flatMap(([key, value]) => ['-d', `${key}=${value}`])
  const run = await execa('nice', ['-n', '19', PROGRAM, ...pairs, '-r', SCRIPT, '--', source], {
    env: { PHP_INI_SCAN_DIR: DEBIAN_SETTINGS },
    extendEnv: false,
    cwd: '/',
    stdin: 'ignore',
    reject: false,
    timeout: COMPILE_MS_MAX,
    cancelSignal: signal,
  })
  signal.throwIfAborted()
  if (run.exitCode === 0 || run.exitCode === SOME_FAILED) return
  throw new AipressError('platform_unavailable', 'WordPress could not be compiled ahead.', {
    context: { exitCode: run.exitCode ?? -1, output: run.stderr.slice(-2_000) },
  })
}

/** While packages are being exchanged, PHP may be there and OPcache not: then nothing is compiled, and nothing fails. */
async function requireCompiled(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true })
  if (files.some((file) => file.endsWith(`/${COMPILED_ALWAYS}.bin`))) return
  throw new AipressError('platform_unavailable', 'OPcache has compiled nothing of WordPress.')
}

/** Goes on until it is disposed of. */
export function keepCompiled(layout: Layout, log: (error: unknown) => void): AsyncDisposable {
  const stop = new AbortController()
  const { signal } = stop
  const pause = (ms: number) => delay(ms, undefined, { signal, ref: false }).catch(() => undefined)
  const loop = async () => {
    await pause(FIRST_AFTER_MS)
    while (!signal.aborted) {
      await compileAhead(layout, signal).catch((error: unknown) => signal.aborted || log(error))
      await pause(EVERY_MS)
    }
  }
  const running = loop()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

/** Folders as PHP names them, without links; of the first the files alone, as its folders follow. */
async function sourcesOf(layout: Layout): Promise<string[]> {
  const version = await installedWordPressVersion(layout)
  const core = await realpath(layout.wordpress.core(version))
  const release = await realpath(layout.release(CURRENT_RELEASE))
  return [core, join(core, 'wp-includes'), join(core, 'wp-admin'), release]
}

/** OPcache takes only what the very same build of PHP and of itself has compiled. */
async function nameOf(sources: readonly string[]): Promise<string> {
  const versions = await readdir(EXTENSIONS)
  const programs = [PROGRAM, ...versions.map((version) => join(EXTENSIONS, version, 'opcache.so'))]
  const builds = await Promise.all(programs.map((path) => stat(path).catch(() => undefined)))
  const text = JSON.stringify([
    sources,
    builds.map((build) => build && [build.ino, build.mtimeMs, build.size]),
  ])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

async function openToReaders(root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  await chmod(root, 0o755)
}

async function removeOthers(root: string, present: string): Promise<void> {
  const others = (await readdir(root, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && entry.name !== present,
  )
  for (const { name } of others) await rm(join(root, name), { recursive: true, force: true })
}
