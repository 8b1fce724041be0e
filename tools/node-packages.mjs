import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { SetupError } from './setup-error.mjs'

/** Installs what package-lock.json says, unless node_modules already holds exactly that. */
export async function ensureNodePackages({ repository, log, report }) {
  if (nodePackagesAreInstalled(repository)) return 'up to date'
  report('npm ci')
  const { code, tail } = await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: repository, log })
  if (code === 0 && existsSync(nodeOf(repository))) return 'installed'
  throw new SetupError(`npm could not install the Node packages:\n${tail}`, {
    hint: 'Check that the npm registry can be reached ("npm ping"), then run the same command again.',
    log,
  })
}

/** Node 24 as an npm package: what AIPress runs on, whichever version started this file. */
export function nodeOf(repository) {
  return join(repository, 'node_modules/.bin/node')
}

/** npm writes its own record of what it installed at the very end; an interrupted install has none. */
export function nodePackagesAreInstalled(repository) {
  const wanted = packagesOf(join(repository, 'package-lock.json'))
  const installed = packagesOf(join(repository, 'node_modules/.package-lock.json'))
  if (wanted === undefined || installed === undefined || !existsSync(nodeOf(repository))) return false
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (!path.includes('node_modules/')) return true
    // Optional packages are mostly builds for other kinds of machines.
    if (optional && installed[path] === undefined) return true
    return (link || installed[path]?.version === version) && existsSync(join(repository, path))
  })
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
