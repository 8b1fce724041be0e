import type { Place } from '../../platform/place.ts'
import type { Cgroups } from './cgroups.ts'
import type { Layout } from './layout.ts'
import { OWN_POOL_SUFFIX } from './php-pool.ts'
import { shardNumberOf, uidOf, uidsOfShard } from './slot-user.ts'

/** What starts the PHP of a slot alone; the shard's goes on meanwhile, whose rules are those of all its slots. */
export function ownPhpStartScript(layout: Layout, cgroups: Cgroups, place: Place): string {
  const uid = uidOf(layout.home, shardNumberOf(place.shardId), place.slot)
  return startScript({
    folders: cgroups.foldersOfSlot(place),
    first: uid,
    last: uid,
    pools: `[a-z]+_[0-9]+${OWN_POOL_SUFFIX}`,
    rules: '',
  })
}

/** What starts a shard's PHP. */
export function phpStartScript(layout: Layout, cgroups: Cgroups, shardId: string): string {
  const { first, last } = uidsOfShard(layout.home, shardNumberOf(shardId))
  return startScript({
    folders: cgroups.foldersOfShard(shardId),
    first,
    last,
    pools: '[a-z]+_[0-9]+',
    rules: metadataRules(first, last),
  })
}

/** With this alone it takes the machine's rules back: when nothing of the shard's sites can run any more. */
export const FORGET_RULES = '--forget-rules'

interface Start {
  /** cgroups to enter. */
  folders: readonly string[]
  first: number
  last: number
  pools: string
  /** Of the machine, to be made before. */
  rules: string
}

/**
 * What starts a PHP-FPM, where sites see no processes but their own. Children of a killed master go on listening at
 * their sockets, for ever as nobody ends idle ones any more, and a new master then refuses to start. They are known
 * by the names of their pools and by their users. Written for `sh`, as nothing here may depend on the control plane.
 * What cannot be had on a machine is said in its log and by `up`: see packages/machine/src/isolation.ts.
 */
function startScript({ folders, first, last, pools, rules }: Start): string {
  return `#!/bin/sh
# Made by AIPress. Hides what others run and takes away shared memory, which would outlive its site, where
# the machine permits it. Then ends what a killed PHP-FPM left behind, then becomes the new one.
# With --ended alone, after an end of PHP-FPM: only ends what it left.
${endLeft(first, last, pools)}
${rules}
if [ "$1" = --ended ]; then
  end_left
  exit 0
elif [ "$1" = --hidden ]; then
  shift
  mount -t proc -o nosuid,nodev,noexec,hidepid=2 proc /proc || exit 111
  [ ! -d /dev/shm ] || mount -t tmpfs -o mode=0755,size=64k tmpfs /dev/shm || exit 111
${NO_SYSTEM_V}
else
  for group in ${folders.join(' ')}; do
    mkdir -p "$group" && echo $$ > "$group/cgroup.procs" || echo "The limits of $group are not to be had."
  done 2>/dev/null
  if unshare --mount --ipc true 2>/dev/null; then
    exec unshare --mount --ipc --propagation private -- "$0" --hidden "$@"
  fi
  echo 'This machine permits no namespaces: sites can see the arguments of processes and share memory.'
fi
end_left
${CLOSED_LOCK}
exec "$@"
`
}

/** They would go on answering, and keep the log from ending. */
function endLeft(first: number, last: number, pools: string): string {
  return `end_left() {
  attempt=0
  while [ "$attempt" -lt 100 ]; do
    left=
    for found in $(grep -alszE '^php-fpm: pool ${pools} *$' /proc/[0-9]*/cmdline); do
      process=\${found%/cmdline}
      uid=$(stat -c %u "$process" 2>/dev/null) || continue
      if [ "$uid" -ge ${first} ] && [ "$uid" -le ${last} ]; then
        kill -KILL "\${process#/proc/}" 2>/dev/null && left=yes
      fi
    done
    [ -z "$left" ] && break
    attempt=$((attempt + 1))
    sleep 0.02
  done
}`
}

/**
 * Queues, semaphores and segments of System V outlive the site that made them and lie open to all users by
 * PHP's defaults. In a namespace of the shard's own there may be none at all.
 */
const NO_SYSTEM_V = `  {
    echo 0 > /proc/sys/kernel/shmmni && echo 0 > /proc/sys/kernel/msgmni &&
      echo '32000 1024000000 500 0' > /proc/sys/kernel/sem && echo 0 > /proc/sys/fs/mqueue/queues_max
  } 2>/dev/null || echo 'This machine lets nobody forbid memory that outlives its site.'`

/**
 * OPcache locks its memory by a file without a name that it opens to every user: a site that opened it once
 * more through /proc/self/fd could lock out all its neighbours. Those that are to use it have it open already.
 * PHP-FPM makes it before the first of its processes, and only once (no emergency restart). Forked twice, so
 * that PHP-FPM does not take the watcher for a child of its own.
 */
const CLOSED_LOCK = `( (
  attempt=0
  while [ "$attempt" -lt 1000 ] && kill -0 $$ 2>/dev/null; do
    for handle in /proc/$$/fd/*; do
      case $(readlink "$handle" 2>/dev/null) in
        */.ZendSem.*) chmod 0600 "$handle" && exit 0 ;;
      esac
    done
    attempt=$((attempt + 1))
    sleep 0.005
  done
  [ "$attempt" -lt 1000 ] || echo 'The lock of OPcache was not found: a site could keep it from its neighbours.'
) & )`

/**
 * A cloud tells whoever asks at these addresses who the machine is and what it may do, with tokens to do it.
 * Names are looked up at the same ones, which must go on. Programs that a site has started outlive PHP, so the rules
 * stay until nothing of the shard can run; one that is there already is not added again.
 */
const METADATA = ['169.254.0.0/16', 'fd00:ec2::254/128', 'fd20:ce::254/128']

function metadataRules(first: number, last: number): string {
  return `metadata_rules() {
  for network in ${METADATA.join(' ')}; do
    case $network in *:*) family=-6 ;; *) family=-4 ;; esac
    who="uidrange ${first}-${last} to $network"
    ip $family rule "$1" priority 8100 $who ipproto udp dport 53 lookup main
    ip $family rule "$1" priority 8100 $who ipproto tcp dport 53 lookup main
    ip $family rule "$1" priority 8101 $who prohibit
  done 2>/dev/null
}
if [ "$1" = ${FORGET_RULES} ]; then
  metadata_rules del
  exit 0
elif [ "$1" != --ended ] && [ "$1" != --hidden ]; then
  metadata_rules add
  ip -4 rule list 2>/dev/null | grep -q 'uidrange ${first}-${last} prohibit' ||
    echo 'This machine permits no routing rules: sites can ask a cloud for its metadata.'
fi`
}

/** Starts what follows `--` in the cgroups that come before it. */
export const ENTER_SCRIPT = `#!/bin/sh
# Made by AIPress.
while [ "$1" != -- ]; do
  # Whoever sees to limits takes away what nothing runs in, and limits what is there.
  for attempt in 1 2 3; do
    { mkdir -p "$1" && echo $$ > "$1/cgroup.procs"; } 2>/dev/null && break
  done
  shift
done
shift
exec "$@"
`
