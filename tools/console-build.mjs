import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from './child.mjs'
import { nodeOf } from './node-packages.mjs'
import { SetupError } from './setup-error.mjs'

/** Builds the console into `packages/console/dist`, unless that was built from the same sources. */
export async function ensureConsoleBuild({ repository, log, report }) {
  const dist = join(repository, 'packages/console/dist')
  const record = join(repository, 'node_modules/.cache/aipress-console-digest')
  const digest = sourcesDigest(repository)
  const known = existsSync(record) ? readFileSync(record, 'utf8') : ''
  if (known === digest && existsSync(join(dist, 'index.html'))) return 'up to date'
  rmSync(record, { force: true })
  report('vite build')
  const vite = join(repository, 'node_modules/vite/bin/vite.js')
  const { code, tail } = await run(nodeOf(repository), [vite, 'build'], {
    cwd: join(repository, 'packages/console'),
    log,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (code !== 0) {
    throw new SetupError(`The console could not be built:\n${tail}`, {
      hint: 'Check that no file of packages/console was changed by accident ("git status").',
      log,
    })
  }
  mkdirSync(dirname(record), { recursive: true })
  writeFileSync(record, digest)
  return 'built'
}

const SOURCES = ['packages/console', 'packages/contract/src', 'package-lock.json']
const NOT_SOURCES = ['node_modules', 'dist']

function sourcesDigest(repository) {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap((source) => filesUnder(join(repository, source)))) {
    hash.update(`${path}\0`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  const entries = entriesOf(path)
  if (entries === undefined) return [path]
  return entries
    .filter((name) => !NOT_SOURCES.includes(name) && !/\.test\.tsx?$/.test(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)))
}

/** `undefined` for a file. */
function entriesOf(path) {
  try {
    return readdirSync(path)
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined
    throw error
  }
}
