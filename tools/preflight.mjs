import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { commandFor, HOME_LENGTH_MAX, isEmptyOrAbsent, isPlatformHome } from './platform-home.mjs'
import { checkPort } from './port.mjs'
import { SetupError } from './setup-error.mjs'

/**
 * What must hold before `up` changes anything. Each check throws a `SetupError` that says what to do.
 */
export async function preflight({
  home,
  port,
  repository,
  environment = process.env,
  uid = process.getuid(),
}) {
  checkRoot({ command: 'up', environment, uid })
  checkDebian(environment)
  checkHome(home)
  await checkDisk(home, isPlatformHome(home) ? FREE_BYTES_AGAIN : FREE_BYTES_FIRST)
  await checkDisk(repository, FREE_BYTES_AGAIN)
  await checkPort(port, home, environment)
}

/** Packages, WordPress and a first shard take about 1.5 GB; a database that cannot grow is no use. */
const FREE_BYTES_FIRST = 3e9
/** Enough to write settings and logs and to let databases start. */
const FREE_BYTES_AGAIN = 300e6

/**
 * Under an older Node, npm leaves out those packages of the console's build that are made for the machine,
 * and says nothing. As npm's `engines` has it: "^20.19.0 || >=22.12.0".
 */
export function checkNode({ command, environment = process.env, version = process.versions.node }) {
  const [major, minor] = version.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return
  const better = commandFor(command, environment).replace(/npm (run|test)/, 'npx -y -p node@24 $&')
  throw new SetupError(`AIPress needs Node.js 20.19 or later to start; this is ${version}.`, {
    hint: `Let npm fetch a newer one for this command: ${better}`,
  })
}

export function checkRoot({ command, environment = process.env, uid = process.getuid() }) {
  if (uid === 0) return
  throw new SetupError('AIPress must be run as root: each site gets a Unix user of its own.', {
    hint: `Use sudo: sudo ${commandFor(command, environment)}`,
  })
}

/** What must hold before `down`, `status` and `reset`: nothing is ever stopped or deleted in a folder that AIPress did not make. */
export function requirePlatform({ command, home, environment = process.env, uid = process.getuid() }) {
  checkRoot({ command, environment, uid })
  if (isPlatformHome(home)) return
  throw new SetupError(`AIPress is not set up here: there is no platform in ${home}.`, {
    hint: `${commandFor('up', environment)} sets it up there. If yours is in another folder, name it: ${commandFor(command, { AIPRESS_HOME: '/srv/aipress' })}`,
  })
}

export function checkDebian(environment) {
  const folders = (environment.PATH || '').split(':')
  const missing = ['apt-get', 'dpkg-query'].filter(
    (program) => !folders.some((folder) => existsSync(`${folder}/${program}`)),
  )
  if (missing.length === 0) return
  throw new SetupError(`AIPress needs Debian 12; ${missing.join(' and ')} cannot be found on this machine.`, {
    hint: 'Run it on a Debian 12 machine or in a Debian 12 container.',
  })
}

export function checkHome(home) {
  if (!isAbsolute(home) || home === '/') {
    throw new SetupError(`"${home}" cannot be the home folder of a platform.`, { hint: CHOOSE_HOME })
  }
  if (Buffer.byteLength(home) > HOME_LENGTH_MAX) {
    throw new SetupError(
      `The home folder's path has ${Buffer.byteLength(home)} bytes, and ${HOME_LENGTH_MAX} is the most, as Unix sockets live in it: ${home}`,
      { hint: CHOOSE_HOME },
    )
  }
  if (!/^[A-Za-z0-9/._-]+$/.test(home)) {
    throw new SetupError(`The home folder's path may hold letters, digits and "/._-" only: ${home}`, {
      hint: CHOOSE_HOME,
    })
  }
  checkNotTaken(home)
  checkWritable(home)
  checkPassable(home)
}

const CHOOSE_HOME = 'Choose another folder, for example: AIPRESS_HOME=/srv/aipress npm run up'

function checkNotTaken(home) {
  if (existsSync(home) && !statSync(home).isDirectory()) {
    throw new SetupError(`${home} is not a folder.`, { hint: CHOOSE_HOME })
  }
  if (isPlatformHome(home) || isEmptyOrAbsent(home)) return
  throw new SetupError(`${home} already holds files that are not AIPress's.`, { hint: CHOOSE_HOME })
}

function checkWritable(home) {
  try {
    accessSync(existingAncestor(home), constants.W_OK)
  } catch {
    throw new SetupError(`${existingAncestor(home)} cannot be written to.`, { hint: CHOOSE_HOME })
  }
}

/**
 * The daemons run as users of their own (mysql, redis, postgres, www-data, one per site) and must be
 * able to pass through every folder above the home. The home folder itself `up` opens on its own.
 */
function checkPassable(home) {
  for (let folder = dirname(home); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) {
      throw new SetupError(
        `The users mysql, redis, postgres and www-data may not pass through ${folder}, which is above the home folder ${home}.`,
        { hint: `${CHOOSE_HOME}. Or let them pass: chmod o+x ${folder}` },
      )
    }
    if (folder === dirname(folder)) return
  }
}

export async function checkDisk(folder, freeBytesMin) {
  const { bavail, bsize } = await statfs(existingAncestor(folder))
  if (bavail * bsize >= freeBytesMin) return
  throw new SetupError(
    `The disk of ${existingAncestor(folder)} has ${gigabytes(bavail * bsize)} GB free; AIPress needs ${gigabytes(freeBytesMin)} GB.`,
    {
      hint: 'Free some space, or choose a folder on another disk: AIPRESS_HOME=/other/disk/aipress npm run up',
    },
  )
}

const gigabytes = (bytes) => (bytes / 1e9).toFixed(1)

function existingAncestor(folder) {
  return existsSync(folder) ? folder : existingAncestor(dirname(folder))
}
