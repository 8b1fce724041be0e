import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Layout } from './layout.ts'
import { isDiskFull } from './owned-files.ts'
import type { ServiceSpec } from './supervisor.ts'

/**
 * The files of an s6 service directory. All that a service is told (arguments, environment, user)
 * is in one script, so that it changes in one rename and never by halves. The script is root's
 * alone (0700): the environment may hold secrets.
 */
export interface ServiceFiles {
  /** Changes with anything that the process itself would notice. */
  readonly digest: string
  readonly files: Readonly<Record<string, string>>
}

/** How long a daemon may take to stop before it is killed. MariaDB with 50 busy databases needs a few seconds. */
export const STOP_TIMEOUT_MS = 20_000

/**
 * While the disk is full, s6-log keeps lines in memory, so that no daemon has to wait for its log (with `-b`
 * it would hang); beyond this it is started afresh and those lines are lost.
 */
const LOG_MEMORY_BYTES_MAX = 16_000_000

/** Of each service: ten old files of a megabyte. */
const LOG_DIRECTIVES = ['n10', 's1000000', 'T']

export function serviceFiles(layout: Layout, spec: ServiceSpec): ServiceFiles {
  const command = commandOf(spec)
  const downSignal = `SIG${spec.stopSignal ?? 'TERM'}\n`
  const digest = createHash('sha256').update(command).update(downSignal).digest('hex')
  return {
    digest,
    files: {
      run: `#!/bin/sh\necho ${digest} > started\n${command}`,
      finish: finishScript(layout, spec),
      'down-signal': downSignal,
      'timeout-kill': `${STOP_TIMEOUT_MS}\n`,
      'timeout-finish': '10000\n',
      'log/run': `#!/bin/sh\nexec s6-softlimit -d ${LOG_MEMORY_BYTES_MAX} s6-log ${[...LOG_DIRECTIVES, layout.log(spec.name)].map(quoted).join(' ')}\n`,
    },
  }
}

function commandOf(spec: ServiceSpec): string {
  const environment = Object.entries(spec.env ?? {}).map(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new Error(`${name} cannot name an environment variable.`)
    return `export ${name}=${quoted(value)}`
  })
  return [
    'exec 2>&1',
    ...(spec.directory === undefined ? [] : [`cd ${quoted(spec.directory)} || exit 111`]),
    // In a container root may not raise the hard limit: take what there is.
    ...(spec.openFilesMax === undefined
      ? []
      : [`ulimit -n ${spec.openFilesMax} 2>/dev/null || ulimit -n "$(ulimit -Hn)"`]),
    ...environment,
    ...(spec.comesFirst ? [FIRST_OF_SESSIONS] : []),
    `exec ${[...(spec.comesFirst ? FIRST : []), ...asUser(spec.user), ...spec.argv].map(quoted).join(' ')}`,
    '',
  ].join('\n')
}

/** Three times the weight of the others: enough to be let in at once. */
const FIRST = ['nice', '-n', '-5']
/** Where the kernel puts each session into a group of its own, which is usual, niceness counts within it alone. */
const FIRST_OF_SESSIONS = '{ echo -5 > /proc/self/autogroup; } 2>/dev/null'

function asUser(user: ServiceSpec['user']): string[] {
  if (user === undefined) return []
  if (typeof user === 'string') return ['s6-setuidgid', user]
  return ['s6-applyuidgid', '-u', String(user.uid), '-g', String(user.gid), '-G', '']
}

/** Inside single quotes a shell changes nothing, newlines included. */
function quoted(text: string): string {
  if (text.includes('\0')) throw new Error('A NUL byte cannot be handed to a process.')
  return `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * Runs after each end of the daemon. Ends that were asked for (`expected`) are no incidents. One that
 * ends right after its start again and again is recorded the 1st, 2nd, 4th, 8th … time and started
 * after growing pauses, five seconds at most, so that neither file nor processor suffers.
 */
function finishScript(layout: Layout, { name, afterEnd = [] }: ServiceSpec): string {
  return `#!/bin/sh
${afterEnd.map(quoted).join(' ')}
now=$(date +%s)
if [ -e expected ]; then
  until=$(cat expected)
  rm -f expected
  if [ "$now" -le "$until" ]; then exit 0; fi
fi
restarts=$(($(cat restarts 2>/dev/null || echo 0) + 1))
echo "$restarts" > restarts
born=$(stat -c %Y started 2>/dev/null || echo 0)
if [ $((now - born)) -le 2 ]; then quick=$(($(cat quick 2>/dev/null || echo 0) + 1)); else quick=0; fi
echo "$quick" > quick
if [ "$1" = 256 ]; then what="was ended by signal $2"; else what="ended with code $1"; fi
if [ "$quick" -gt 1 ]; then what="$what right after its start, $quick times in a row"; fi
if [ $((quick & (quick - 1))) -eq 0 ]; then
  exec 9>> ${quoted(`${layout.incidents}.lock`)}
  flock -w 2 9
  printf '{"at":"%s","part":"${name}","what":"%s; started again"}\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$what" >> ${quoted(layout.incidents)}
  if [ "$(stat -c %s ${quoted(layout.incidents)})" -gt 100000 ]; then
    tail -n 300 ${quoted(layout.incidents)} > ${quoted(`${layout.incidents}.new`)} && mv ${quoted(`${layout.incidents}.new`)} ${quoted(layout.incidents)}
  fi
  exec 9>&-
fi
if [ "$quick" -gt 3 ]; then
  pause=$((quick - 3))
  if [ "$pause" -gt 4 ]; then pause=4; fi
  sleep "$pause"
fi
exit 0
`
}

/**
 * Lets the `finish` script tell the coming end from a crash. Outdates itself in case this process dies.
 * On a full disk the end is recorded as an incident, which must not keep anybody from stopping a daemon.
 */
export async function expectEnd(directory: string): Promise<() => Promise<void>> {
  const marker = join(directory, 'expected')
  const until = Math.ceil((Date.now() + STOP_TIMEOUT_MS + 5000) / 1000)
  await writeFile(marker, `${until}\n`).catch((error: unknown) => {
    if (!isDiskFull(error)) throw error
  })
  return () => rm(marker, { force: true })
}

const isScript = (path: string) => /\/(run|finish)$/.test(path)

/** Only this folder is root's alone: nginx's workers pass through the one above. */
export async function ensureLogDirectory(layout: Layout, name: string): Promise<void> {
  await mkdir(layout.logs, { recursive: true })
  await mkdir(layout.log(name), { recursive: true, mode: 0o700 })
}

/** Makes the whole directory aside and moves it into place: `s6-svscan` never sees a part of it. Answers false where one exists. */
export async function createServiceDirectory(
  layout: Layout,
  name: string,
  { files }: ServiceFiles,
): Promise<boolean> {
  const aside = join(layout.services, `.new-${name}-${randomBytes(6).toString('hex')}`)
  await mkdir(join(aside, 'log'), { recursive: true, mode: 0o700 })
  await ensureLogDirectory(layout, name)
  for (const [file, text] of Object.entries(files)) await writeAtomically(join(aside, file), text)
  try {
    await rename(aside, layout.service(name))
    return true
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
    if (error instanceof Error && 'code' in error && /^(ENOTEMPTY|EEXIST)$/.test(String(error.code)))
      return false
    throw error
  }
}

/** Brings the files of an existing directory up to date and answers which ones changed. */
export async function updateServiceDirectory(
  layout: Layout,
  name: string,
  { files }: ServiceFiles,
): Promise<string[]> {
  const changed: string[] = []
  for (const [file, text] of Object.entries(files)) {
    const path = join(layout.service(name), file)
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) continue
    await writeAtomically(path, text)
    changed.push(file)
  }
  return changed
}

async function writeAtomically(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(aside, text, { mode: 0o600 })
  if (isScript(path)) await chmod(aside, 0o700)
  await rename(aside, path)
}
