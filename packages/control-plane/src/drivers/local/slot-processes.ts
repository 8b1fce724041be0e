import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'
import type { Place } from '../../platform/place.ts'
import { readStat } from './kernel-file.ts'
import type { Layout } from './layout.ts'
import { shardNumberOf, slotUser, uidsOfShard } from './slot-user.ts'

/**
 * Ending all that a slot's user runs, also where it does not want to end. Looking for processes and
 * killing them one by one loses against a chain of processes that fork and end all the time, so the
 * kernel is asked to end all of a user's at once (`kill(-1)`), which no fork slips through.
 */

/** One strike suffices; the other rounds wait for large processes to give back their memory. */
const ROUNDS_MAX = 200
const PAUSE_MS = 25

/**
 * Nothing that a site's code started is left. Idle processes that PHP-FPM starts in place of killed ones may
 * be: they come fresh from root's own process and have seen no code of the site yet.
 */
export async function killProcessesOf(layout: Layout, place: Place): Promise<void> {
  const { uid } = slotUser(layout.home, place)
  const masters = await mastersOf(layout, place)
  await killAll({ first: uid, last: uid }, (parent) => masters.includes(parent))
}

/** The PHP-FPMs that a slot's processes may be children of: its shard's, and its own. */
async function mastersOf(layout: Layout, place: Place): Promise<number[]> {
  const shard = layout.shard(place.shardId)
  const files = [shard.php.pid, shard.slot(place.slot).ownPhp.pid]
  const pids = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  return pids.map(Number).filter((pid) => pid > 1)
}

/** How many processes the slot's user has, whoever started them. */
export async function countProcessesOf(layout: Layout, place: Place): Promise<number> {
  const { uid } = slotUser(layout.home, place)
  return (await processesOf({ first: uid, last: uid })).length
}

/** Arguments of what the slot's user runs, but for processes that wait for a request of PHP-FPM's. */
export async function programsOf(layout: Layout, place: Place): Promise<string[]> {
  const { uid } = slotUser(layout.home, place)
  const masters = await mastersOf(layout, place)
  const found = await processesOf({ first: uid, last: uid })
  const others = found.filter((process) => !masters.includes(process.parent))
  return await Promise.all(others.map(({ pid }) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
}

/**
 * Ends the process of the slot's user that holds this file locked (`flock`), as the kernel says and not the process. It
 * is done as that user: whatever the number means by then, nobody else's process ends.
 */
export async function endLockHolder(layout: Layout, place: Place, path: string): Promise<void> {
  const { uid, gid } = slotUser(layout.home, place)
  const { ino } = await lstat(path)
  const locks = await readFile('/proc/locks', 'utf8')
  for (const [, pid = '', inode] of locks.matchAll(FILE_LOCK)) {
    if (inode !== String(ino)) continue
    const user = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--no-new-privs']
    await execa('setpriv', [...user, 'kill', '-KILL', pid], { reject: false, stdin: 'ignore', cwd: '/' })
  }
}

/** `3: FLOCK  ADVISORY  WRITE 10828 fe:00:2166350 0 EOF` */
const FILE_LOCK = /^\d+: FLOCK +ADVISORY +WRITE (\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /gm

/** Ends the processes of all slots of a shard, its own included: children of a PHP-FPM that was killed outlive it. */
export async function killProcessesOfShard(home: string, shardId: string): Promise<void> {
  await killAll(uidsOfShard(home, shardNumberOf(shardId)), () => false)
}

interface UidRange {
  readonly first: number
  readonly last: number
}

/** Strikes before it looks, as what forks and ends all the time is easily overlooked. */
async function killAll(uids: UidRange, isSpared: (parent: number) => boolean): Promise<void> {
  let left: FoundProcess[] = []
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const isStruck = await strike(uids)
    left = await processesOf(uids)
    if (isStruck && left.every((process) => isSpared(process.parent))) return
    await delay(PAUSE_MS)
  }
  throw new AipressError('platform_unavailable', 'Processes of a site do not end.', {
    context: { processes: left.map((process) => process.pid).join(' ') },
  })
}

/**
 * `kill(-1)` reaches whatever the caller may signal, so it is called with the user's number as the
 * effective one, without root's capabilities, which is made sure of. The real number is one that nobody
 * has and the saved one root's: so the user in turn cannot signal the killer before it strikes. Perl is
 * in every Debian and can set the three numbers apart; `setpriv` and Node cannot.
 */
const KILL_ALL = `
my ($first, $last, $offset) = @ARGV;
for my $uid ($first .. $last) {
  my $nobodys = $uid + $offset;
  ($<, $>) = ($nobodys, $uid);
  open(my $file, '<', '/proc/self/status') or exit 3;
  my $status = join '', <$file>;
  exit 4 unless $status =~ /^Uid:\\t$nobodys\\t$uid\\t0\\t/m && $status =~ /^CapEff:\\t0+$/m;
  kill 'KILL', -1;
  $> = 0;
}
`
/** Above all users of slots, which end below it, and still a user's number for the kernel. */
const NOBODYS_OFFSET = 2 ** 31

/** False where another that struck the same users hit this one. */
async function strike({ first, last }: UidRange): Promise<boolean> {
  const args = ['-e', KILL_ALL, ...[first, last, NOBODYS_OFFSET].map(String)]
  const result = await execa('perl', args, { reject: false, stdin: 'ignore', cwd: '/' })
  if (result.exitCode === 0 || result.signal === 'SIGKILL') return result.exitCode === 0
  throw new AipressError('internal_error', 'Processes of a site could not be ended.', {
    context: { first, exitCode: result.exitCode ?? -1, output: result.stderr?.slice(-500) ?? '' },
    cause: result.cause,
  })
}

interface FoundProcess {
  readonly pid: number
  readonly parent: number
}

/** Those that have ended and wait for their parent to notice do not count: they run nothing any more. */
async function processesOf(uids: UidRange): Promise<FoundProcess[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(names.map((name) => inspectProcess(Number(name), uids)))
  return found.filter((process) => process !== undefined)
}

async function inspectProcess(pid: number, { first, last }: UidRange): Promise<FoundProcess | undefined> {
  const uid = (await stat(`/proc/${pid}`).catch(() => undefined))?.uid
  if (uid === undefined || uid < first || uid > last) return undefined
  const [state, parent] = readStat(`/proc/${pid}/stat`)
  if (state === undefined || state === 'Z' || state === 'X') return undefined
  return { pid, parent: Number(parent) }
}
