import type { Place } from '../../platform/place.ts'
import type { Cgroups } from './cgroups.ts'
import type { Layout } from './layout.ts'
import { OWN_POOL_SUFFIX } from './php-pool.ts'
import { shardNumberOf, uidOf } from './slot-user.ts'

/** What starts the PHP of a slot alone; the shard's goes on meanwhile. */
export function ownPhpStartScript(layout: Layout, cgroups: Cgroups, place: Place): string {
  const uid = uidOf(layout.home, shardNumberOf(place.shardId), place.slot)
  return startScript({
    folders: cgroups.foldersOfSlot(place),
    first: uid,
    last: uid,
    pools: `[a-z]+_[0-9]+${OWN_POOL_SUFFIX}`,
  })
}

/** What starts a shard's PHP. */
export function phpStartScript(layout: Layout, cgroups: Cgroups, shardId: string): string {
  const number = shardNumberOf(shardId)
  const [first, last] = [uidOf(layout.home, number, 0), uidOf(layout.home, number + 1, 0) - 1]
  return startScript({ folders: cgroups.foldersOfShard(shardId), first, last, pools: '[a-z]+_[0-9]+' })
}

interface Start {
  /** cgroups to enter. */
  folders: readonly string[]
  first: number
  last: number
  pools: string
}

/**
 * What starts a PHP-FPM, where sites see no processes but their own. Children of a killed master go on listening at
 * their sockets, for ever as nobody ends idle ones any more, and a new master then refuses to start. They are known
 * by the names of their pools and by their users. Written for `sh`, as nothing here may depend on the control plane.
 */
function startScript({ folders, first, last, pools }: Start): string {
  return `#!/bin/sh
# Made by AIPress. Hides what others run and takes away shared memory, which would outlive its site, where
# the machine permits it. Then ends what a killed PHP-FPM left behind, then becomes the new one.
if [ "$1" = --hidden ]; then
  shift
  mount -t proc -o nosuid,nodev,noexec,hidepid=2 proc /proc || exit 111
  [ ! -d /dev/shm ] || mount -t tmpfs -o mode=0755,size=64k tmpfs /dev/shm || exit 111
else
  for group in ${folders.join(' ')}; do
    mkdir -p "$group" && echo $$ > "$group/cgroup.procs" || echo "The limits of $group are not to be had."
  done 2>/dev/null
  if unshare --mount true 2>/dev/null; then
    exec unshare --mount --propagation private -- "$0" --hidden "$@"
  fi
  echo 'This machine permits no namespaces: sites can see the arguments of processes.'
fi
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
exec "$@"
`
}

/** Starts what follows `--` in the cgroups that come before it. */
export const ENTER_SCRIPT = `#!/bin/sh
# Made by AIPress.
while [ "$1" != -- ]; do
  # Whoever sees to limits takes away what nothing runs in, and limits what is there.
  { mkdir -p "$1" && echo $$ > "$1/cgroup.procs"; } 2>/dev/null
  shift
done
shift
exec "$@"
`
