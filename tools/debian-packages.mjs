import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { run } from './child.mjs'
import { withoutStartingDaemons } from './policy-rc.mjs'
import { SetupError } from './setup-error.mjs'

const LISTS = JSON.parse(readFileSync(new URL('./debian-packages.json', import.meta.url), 'utf8'))

/** How long another apt may hold its locks: unattended upgrades take minutes. */
const LOCK_WAIT_SECONDS = 300
const LOCK_PAUSE_MS = 5000
const LISTS_AGE_MS_MAX = 24 * 3600 * 1000

/** Installs the missing ones of the lists named in `kinds`, without starting Debian's own daemons. */
export async function ensureDebianPackages({ kinds, log, report }) {
  const missing = await missingPackages(
    kinds.flatMap((kind) => LISTS[kind]),
    log,
  )
  if (missing.length === 0) return 'up to date'
  checkRelease(missing)
  await withoutStartingDaemons(async () => {
    const listsWereFresh = listsAreFresh()
    if (!listsWereFresh) await update({ log, report })
    const first = await install(missing, { log, report })
    if (first.code === 0) return
    // Lists older than the mirror name versions that it no longer has.
    if (!listsWereFresh) throw installFailure(first, log)
    await update({ log, report })
    const second = await install(missing, { log, report })
    if (second.code !== 0) throw installFailure(second, log)
  })
  await keepDisabled(missing, log)
  return `${missing.length} installed`
}

export async function missingPackages(names, log) {
  const installed = new Set()
  const onLine = (line) => {
    const [state, name] = line.split(/\s+/)
    if (state === 'ii') installed.add(name)
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  await run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev} ${Package}\\n', ...names], { onLine, log })
  return names.filter((name) => !installed.has(name))
}

function checkRelease(missing) {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  if (/^ID="?debian"?$/m.test(release) && /^VERSION_ID="?12"?$/m.test(release)) return
  const name = release.match(/^PRETTY_NAME="?([^"\n]+)/m)?.[1] ?? 'another system'
  throw new SetupError(
    `AIPress is made for Debian 12, and this is ${name}; it lacks ${missing.join(', ')}.`,
    {
      hint: 'Run it on a Debian 12 machine or in a Debian 12 container.',
    },
  )
}

function listsAreFresh() {
  const folder = '/var/lib/apt/lists'
  const lists = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('InRelease')) : []
  return lists.some((name) => Date.now() - statSync(`${folder}/${name}`).ctimeMs < LISTS_AGE_MS_MAX)
}

async function update({ log, report }) {
  report('apt-get update')
  const { code, tail } = await aptGet(['update'], { log, report })
  if (code === 0) return
  throw new SetupError(`apt-get could not read Debian's package lists:\n${errorsOf(tail)}`, {
    hint: 'Check the network and /etc/apt/sources.list, then run the same command again.',
    log,
  })
}

async function install(names, { log, report }) {
  const options = ['-y', '--no-install-recommends', '-o', 'APT::Status-Fd=1']
  // A machine that loses power here is installed anew; flushing each file only costs time.
  const dpkg = ['-o', 'Dpkg::Options::=--force-unsafe-io', '-o', 'Dpkg::Options::=--force-confold']
  report(`${names.length} packages`)
  return aptGet([...options, ...dpkg, 'install', ...names], { log, report })
}

function installFailure({ tail }, log) {
  return new SetupError(`apt-get could not install the Debian packages:\n${errorsOf(tail)}`, {
    hint: 'Run "apt-get -f install" and "apt-get update", put right what they name, then run the same command again.',
    log,
  })
}

function errorsOf(tail) {
  const lines = tail.split('\n').filter((line) => !/^(pm|dl)status:/.test(line))
  const errors = lines.filter((line) => /^(E|W|Err):|^dpkg: error/.test(line))
  return (errors.length > 0 ? errors : lines).slice(-6).join('\n')
}

/** Waits for another apt or dpkg, up to the limit, and says so. */
async function aptGet(args, { log, report }) {
  const deadline = Date.now() + LOCK_WAIT_SECONDS * 1000
  for (;;) {
    const result = await run('apt-get', ['-o', `DPkg::Lock::Timeout=${LOCK_WAIT_SECONDS}`, ...args], {
      log,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
      onLine: (line) => reportLine(line, report),
    })
    const isLocked = /Could not get lock|Unable to (acquire|lock)/.test(result.tail)
    if (!isLocked) return result
    if (Date.now() >= deadline) {
      throw new SetupError('Another apt or dpkg has held its lock for five minutes.', {
        hint: 'Wait for it to end ("ps -C apt,apt-get,dpkg,unattended-upgr"), then run the same command again.',
        log,
      })
    }
    report('waiting for another apt to end')
    await delay(LOCK_PAUSE_MS)
  }
}

/** apt's machine-readable progress: `pmstatus:<package>:<percent>:<what>`, `dlstatus:<n>:<percent>:<what>`. */
function reportLine(line, report) {
  const [kind, , percent, what] = line.split(':')
  if (kind === 'dlstatus') report(`downloading ${Math.round(Number(percent))} %`)
  else if (kind === 'pmstatus') report(`${Math.round(Number(percent))} %  ${what ?? ''}`)
  else if (line.startsWith('Waiting for cache lock')) report('waiting for another apt to end')
}

/** Where systemd runs, what was installed just now would start at the next boot and take ports and memory. */
async function keepDisabled(installed, log) {
  if (!existsSync('/run/systemd/system')) return
  const units = Object.entries(DAEMONS).filter(([name]) => installed.includes(name))
  for (const [, unit] of units) await run('systemctl', ['disable', unit], { log })
}

const DAEMONS = {
  'mariadb-server': 'mariadb.service',
  'nginx-light': 'nginx.service',
  'php8.2-fpm': 'php8.2-fpm.service',
  'postgresql-15': 'postgresql.service',
  'redis-server': 'redis-server.service',
}
