import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { OWN_POOL_SUFFIX } from './php-pool.ts'
import { shardNumberOf, uidOf } from './slot-user.ts'

/** What starts the PHP of a slot alone; the shard's goes on meanwhile. */
export function ownPhpStartScript(layout: Layout, { shardId, slot }: Place): string {
  const uid = uidOf(layout.home, shardNumberOf(shardId), slot)
  return startScript({ first: uid, last: uid, pools: `[a-z]+_[0-9]+${OWN_POOL_SUFFIX}` })
}

/** What starts a shard's PHP. */
export function phpStartScript(layout: Layout, shardId: string): string {
  const number = shardNumberOf(shardId)
  const [first, last] = [uidOf(layout.home, number, 0), uidOf(layout.home, number + 1, 0) - 1]
  return startScript({ first, last, pools: '[a-z]+_[0-9]+' })
}

/**
 * What starts a PHP-FPM, where sites see no processes but their own. Children of a killed master go on listening at their sockets, for ever as
 * nobody ends idle ones any more, and a new master then refuses to start. They are known by their name
 * and by the shard's block of uids. Written for `sh`, as nothing here may depend on the control plane.
 */
function startScript({ first, last, pools }: { first: number; last: number; pools: string }): string {
  return `#!/bin/sh
# Made by AIPress. Hides what others run and takes away shared memory, which would outlive its site, where
# the machine permits it. Then ends what a killed PHP-FPM left behind, then becomes the new one.
if [ "$1" = --hidden ]; then
  shift
  mount -t proc -o nosuid,nodev,noexec,hidepid=2 proc /proc || exit 111
  [ ! -d /dev/shm ] || mount -t tmpfs -o mode=0755,size=64k tmpfs /dev/shm || exit 111
elif unshare --mount true 2>/dev/null; then
  exec unshare --mount --propagation private -- "$0" --hidden "$@"
else
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
