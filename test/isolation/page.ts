import type { Area, Attack } from './attack.ts'
import { AREAS, ATTACKS } from './attacks.ts'

/** docs/isolation.md: what is tried, what prevents it, and whether that was seen to be what prevents it. */
export function renderPage(): string {
  const shown = ATTACKS.filter(({ without }) => 'off' in without).length
  return `# Isolation of sites

Written by \`test/isolation/write.ts\` from the attacks that \`test/isolation/\` tries; a test sees to it that the two agree.

A hostile plugin runs as its site does: by the site's own PHP, as its own Unix user, with its database and cache
passwords, and it may start programs. ${ATTACKS.length} plugins each try one thing, inside a real WordPress, on a platform with two
neighbours on one shard, which share a PHP-FPM, a database server and a cache, and a third site on another shard.
All fail. To show that they fail because of what protects, ${shown} of them are run once more with that switched off, in the
real server, and succeed. The plugins are in [test/isolation/plugins](../test/isolation/plugins).

${AREAS.map(areaText).join('\n')}
${LIMITS}`
}

function areaText({ title, attacks }: Area): string {
  return `## ${title}

| A plugin … | What prevents it | Succeeds without |
|---|---|---|
${attacks.map(rowOf).join('\n')}
`
}

function rowOf({ name, tries, protection, without }: Attack): string {
  const seen = 'off' in without ? `yes: ${without.how}` : `not shown: ${without.cannot}`
  return `| [${tries}](../test/isolation/plugins/${name}.php) | ${protection} | ${seen} |`
}

const LIMITS = `## What is not prevented

- **Where the machine permits less.** Without root nothing is installed or started: \`npm run up\` refuses, as a user for
  each site is what most of this page rests on. Where root may make no namespaces, routing rules or cgroups, as in some
  containers, \`npm run up\` says in a note what sites can then see and reach.
- **A fault in PHP itself.** Sites of one PHP-FPM share OPcache's memory. Whoever can make PHP write anywhere in its own
  memory, by a fault of PHP or of an extension, can change what neighbours run. Only a PHP-FPM of its own prevents that.
- **Named locks of MariaDB** (\`GET_LOCK\`) have one set of names for the whole server and need no right. A site can hold
  a name that a neighbour's plugin uses, and two sites can signal each other. WordPress itself uses none.
- **Rooms that are shared by their size.** A site can fill OPcache, the cache's 64 MB, the disk and the processors; its
  neighbours then become slower. What it may start, connect and send is limited, what it may store is not.
- **A database statement's time.** A site can take back the limit of five minutes for its own connection.
- **Cookies of the domain above.** Sites below one domain (\`a.example.com\`, \`b.example.com\`) can set cookies for it, by
  JavaScript as well, so that no server can prevent it. The domain belongs on the
  [Public Suffix List](https://publicsuffix.org), or the console on another domain.
- **A trusted proxy on the same machine.** Where \`AIPRESS_TRUSTED_PROXIES\` names 127.0.0.1, sites are believed as well:
  they can name any address as their visitor's. Let the proxy be on another machine.
- **What the kernel tells everybody**: load, memory, the paths of sockets (\`/proc/net/unix\`), the sizes of file systems.
`
