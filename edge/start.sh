#!/bin/sh
# Starts nginx in the foreground: start.sh <edge folder> <configuration> <socket of its own>…
#
# An nginx that was killed can leave two things in the way of the next one: processes that hold the
# port, and the files of its sockets. Both are cleared away first. What belongs to this platform is
# known by the folder it runs in, so that no other nginx on the machine is touched.
set -u
root=$1
configuration=$2
shift 2

# Processes of this edge that still take requests. Those that only finish what they have are left alone.
holders() {
  for process in /proc/[0-9]*; do
    name=
    read -r name 2>/dev/null < "$process/comm" || continue
    [ "$name" = nginx ] || continue
    [ "$(readlink "$process/cwd" 2>/dev/null)" = "$root" ] || continue
    case $(tr '\0' ' ' 2>/dev/null < "$process/cmdline") in
      *'shutting down'*) ;;
      *) echo "${process#/proc/}" ;;
    esac
  done
}

cd "$root" || exit 1
for pid in $(holders); do kill -QUIT "$pid" 2>/dev/null; done
attempt=0
while [ -n "$(holders)" ] && [ "$attempt" -lt 20 ]; do
  attempt=$((attempt + 1))
  sleep 0.05
done
for pid in $(holders); do kill -KILL "$pid" 2>/dev/null; done

rm -f "$@"
exec /usr/sbin/nginx -e stderr -p "$root" -c "$configuration"
