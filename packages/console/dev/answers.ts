import type { Person, Token } from '@aipress/contract/accounts.ts'
import { AipressError } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import { siteNameFromTitle } from '@aipress/contract/site-name-from-title.ts'
import type { LogLine, Site } from '@aipress/contract/sites.ts'
import type { Tier } from '@aipress/contract/tiers.ts'
import { AUDIT_ANSWERS } from './audit-answers.ts'
import { BULK_ANSWERS } from './bulk-answers.ts'
import { CRON_ANSWERS } from './cron-answers.ts'
import { FLEET_ANSWERS } from './fleet-answers.ts'
import { INSIGHT_ANSWERS } from './insight-answers.ts'
import { MEMBER_ANSWERS } from './member-answers.ts'
import { MODEL_ANSWERS } from './model-answers.ts'
import { PHP_ANSWERS } from './php-answers.ts'
import { partsOf, SHARD_ANSWERS } from './shard-answers.ts'
import { SIGNING_IN_ANSWERS } from './signing-in-answers.ts'
import { USAGE_ANSWERS } from './usage-answers.ts'
import { ago, findSite, makeSite, settled, startOperation, type World } from './world.ts'

export interface Asked {
  world: World
  person: Person
  emit: (event: unknown) => void
  signal: AbortSignal
}

// biome-ignore lint/suspicious/noExplicitAny: inputs come parsed by the contract's schema of each action
export type Answer = (input: any, asked: Asked) => unknown

/** How each action is answered by the imitation. The server checks every answer against the contract. */
export const ANSWERS: Record<string, Answer> = {
  ...MEMBER_ANSWERS,
  ...FLEET_ANSWERS,
  ...SHARD_ANSWERS,
  ...BULK_ANSWERS,
  ...PHP_ANSWERS,
  ...CRON_ANSWERS,
  ...USAGE_ANSWERS,
  ...INSIGHT_ANSWERS,
  ...MODEL_ANSWERS,
  ...SIGNING_IN_ANSWERS,
  'sites.create': createSite,
  'sites.show': ({ site }, { world }) => findSite(world, site),
  'sites.rename': ({ site, title, name }, { world }) =>
    work(
      world,
      site,
      'sites.rename',
      () => `Rename to ${title}`,
      ['Rewrite addresses', 'Publish the address'],
      (found) => {
        Object.assign(found, { title, name: name ?? found.name })
      },
    ),
  'cache.purge': ({ site }, { world }) =>
    work(
      world,
      site,
      'cache.purge',
      ({ title }) => `Forget what is cached of ${title}`,
      ['Empty WordPress’ object cache', 'Forget its pages at the edge'],
      () => undefined,
    ),
  'sites.suspend': ({ site }, { world }) =>
    work(
      world,
      site,
      'sites.suspend',
      ({ title }) => `Suspend ${title}`,
      ['Close the address'],
      (found) => {
        found.state = 'suspended'
      },
    ),
  'sites.resume': ({ site }, { world }) =>
    work(
      world,
      site,
      'sites.resume',
      ({ title }) => `Resume ${title}`,
      ['Open the address'],
      (found) => {
        found.state = 'running'
      },
    ),
  'sites.delete': ({ site }, { world }) =>
    work(
      world,
      site,
      'sites.delete',
      ({ title }) => `Delete ${title}`,
      ['Close the address', 'Mark as deleted'],
      (found) => {
        found.state = 'deleted'
        found.undeletableUntil = ago(-7 * 24 * 60)
      },
    ),
  'sites.undelete': ({ site }, { world }) =>
    work(
      world,
      site,
      'sites.undelete',
      ({ title }) => `Bring back ${title}`,
      ['Open the address'],
      (found) => {
        found.state = 'running'
        delete found.undeletableUntil
      },
    ),
  'sites.login': ({ site }, { world }) => {
    const found = findSite(world, site)
    return {
      url: `${found.url}/?aipress-login=${newId('request')}${newId('request')}`,
      expiresAt: ago(-5),
      siteName: found.name,
    }
  },
  'sites.wp': ({ site, args }, { world, emit }) => {
    const stdout = `${args.join(' ') === 'option get blogname' ? findSite(world, site).title : 'Success.'}\n`
    emit({ stream: 'stdout', text: stdout })
    return { exitCode: 0, stdout, stderr: '' }
  },
  'sites.logs': readLogs,
  'hostnames.list': ({ site }, { world }) => {
    const found = findSite(world, site)
    return { siteName: found.name, items: found.hostnames }
  },
  'hostnames.add': ({ site, hostname, primary }, { world }) => {
    // No DNS leads to an imitation.
    const answer = work(
      world,
      site,
      'hostnames.add',
      ({ title }) => `Put ${title} on ${hostname}`,
      ['Publish the address'],
      (found) => {
        if (primary) for (const each of found.hostnames) each.primary = false
        found.hostnames.push({
          hostname,
          primary: primary === true,
          builtIn: false,
          url: `http://${hostname}`,
        })
      },
    )
    const notice = `DNS does not lead ${hostname} to this platform yet, so for now it only redirects. Once it does, make it the address: aipress hostname add ${site} ${hostname} --primary`
    return primary ? answer : { ...answer, notice }
  },
  'hostnames.remove': ({ site, hostname }, { world }) =>
    work(
      world,
      site,
      'hostnames.remove',
      ({ title }) => `Take ${hostname} off ${title}`,
      ['Withdraw the address'],
      (found) => {
        found.hostnames = found.hostnames.filter((each) => each.hostname !== hostname)
      },
    ),
  'operations.list': ({ site, state, limit }, { world }) => ({
    items: world.operations
      .filter(
        (each) =>
          (site === undefined || each.siteId === findSite(world, site).siteId) &&
          (state ?? each.state) === each.state,
      )
      .slice(0, limit),
  }),
  'operations.show': ({ operation }, { world }) => findOperation(world, operation),
  'operations.watch': async ({ operation }, { world, emit }) => {
    const found = findOperation(world, operation)
    emit(found)
    await settled(world, found, emit)
    return found
  },
  'platform.status': (_, { world }) => statusOf(world),
  'mail.list': ({ site, limit }, { world }) => ({
    items: world.mail
      .filter((mail) => site === undefined || mail.siteId === findSite(world, site).siteId)
      .slice(0, limit)
      .map(
        ({ text: _text, html: _html, headers: _headers, attachments: _attachments, ...summary }) => summary,
      ),
  }),
  'mail.show': ({ mail }, { world }) =>
    world.mail.find(({ mailId }) => mailId === mail) ??
    missing('mail_not_found', `There is no mail "${mail}".`),
  'accounts.list': (_, { world }) => ({ items: world.accounts }),
  'accounts.create': ({ name }, { world }) => {
    const account = { accountId: newId('account'), name, sites: 0, people: 0, createdAt: ago(0) }
    world.accounts.push(account)
    return account
  },
  'people.list': (_, { world }) => ({ items: world.people }),
  'people.remove': ({ person }, { world }) => {
    world.people = world.people.filter((each) => each.personId !== person)
    return { removed: person }
  },
  'tokens.list': (_, { world }) => ({ items: world.tokens, ofMachine: world.machineTokens }),
  'programs.list': (_, { world }) => ({ items: world.programs }),
  'programs.disconnect': ({ program }, { world }) => {
    world.programs = world.programs.filter((each) => each.programId !== program)
    return { disconnected: program }
  },
  'tokens.create': ({ name, readOnly, days, scope, site }, { world }) => {
    const token: Token = {
      tokenId: newId('token'),
      name,
      start: 'aip_k3x9',
      readOnly,
      ...(scope === undefined ? {} : { scopes: scope }),
      ...(site === undefined ? {} : { sites: site }),
      createdAt: ago(0),
      ...(days === undefined ? {} : { expiresAt: ago(-days * 24 * 60) }),
    }
    world.tokens.push(token)
    return { token, secret: `aip_k3x9${newId('request').slice(4)}` }
  },
  'tokens.revoke': ({ token }, { world }) => {
    world.tokens = world.tokens.filter((each) => each.tokenId !== token)
    world.machineTokens = world.machineTokens.filter((each) => each.tokenId !== token)
    return { revoked: token }
  },
  ...AUDIT_ANSWERS,
}

function createSite({ title, name, tier }: { title: string; name?: string; tier: Tier }, { world }: Asked) {
  const label = name ?? siteNameFromTitle(title) ?? 'site'
  if (world.sites.some((site) => site.name === label)) {
    throw new AipressError('site_name_taken', `A site called "${label}" exists already.`, {
      hint: 'Choose another title or address.',
    })
  }
  const site = makeSite(world, { title, name: label, tier })
  site.state = 'creating'
  const operation = startOperation(world, {
    action: 'sites.create',
    title: `Create ${title}`,
    steps: ['Hold the name', 'Claim a warm slot', 'Set title and address', 'Publish the address'],
    site,
    whenDone: () => {
      site.state = 'running'
    },
  })
  return { site, operation }
}

export function work(
  world: World,
  ref: string,
  action: string,
  title: (site: Site) => string,
  steps: string[],
  then: (site: Site) => void,
) {
  const site = findSite(world, ref)
  const operation = startOperation(world, {
    action,
    title: title(site),
    steps,
    site,
    whenDone: () => then(site),
  })
  return { site, operation }
}

async function readLogs(
  { site, kind, follow, lines }: { site: string; kind?: LogLine['kind']; follow: boolean; lines: number },
  { world, emit, signal }: Asked,
) {
  const found = findSite(world, site)
  const all = LINES.filter((line) => kind === undefined || line.kind === kind).slice(-lines)
  for (const line of all) emit(line)
  if (follow) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  return { siteName: found.name, lines: all }
}

const access = (
  minutes: number,
  method: string,
  path: string,
  status: number,
  durationMs: number,
  cache?: string,
): LogLine => ({
  time: ago(minutes),
  kind: 'access',
  text: `${method} ${path} ${status}`,
  method,
  path,
  status,
  durationMs,
  ...(cache === undefined ? {} : { cache }),
})

const LINES: LogLine[] = [
  access(9, 'GET', '/', 200, 54, 'MISS'),
  access(9, 'GET', '/wp-content/themes/twentytwentyfive/style.css', 200, 1),
  access(8, 'GET', '/favicon.ico', 404, 31),
  {
    time: ago(7),
    kind: 'php',
    text: 'PHP Warning: Undefined array key "price" in wp-content/plugins/menu/menu.php on line 41',
  },
  access(6, 'GET', '/menu/', 200, 61, 'MISS'),
  access(4, 'POST', '/wp-login.php', 302, 118),
  access(4, 'GET', '/wp-admin/', 200, 143, 'BYPASS (logged in)'),
  access(2, 'POST', '/wp-json/wp/v2/posts', 201, 97),
  { time: ago(1), kind: 'error', text: 'upstream timed out while reading response header' },
  access(1, 'GET', '/2026/11/rye-is-back/', 200, 3, 'HIT'),
]

function findOperation(world: World, operationId: string) {
  const found = world.operations.find((each) => each.operationId === operationId)
  return found ?? missing('operation_not_found', `There is no operation "${operationId}".`)
}

function missing(code: 'mail_not_found' | 'operation_not_found', message: string): never {
  throw new AipressError(code, message, { hint: 'It may be gone.' })
}

function statusOf(world: World) {
  const count = (state: Site['state']) => world.sites.filter((site) => site.state === state).length
  return {
    healthy: true,
    version: '0.1.0',
    wordpressVersion: '7.1.1',
    consoleUrl: `http://${world.domain}`,
    sites: {
      running: count('running'),
      suspended: count('suspended'),
      deleted: count('deleted'),
      creating: count('creating'),
    },
    operations: {
      running: world.operations.filter(({ state }) => state === 'running').length,
      failedLastDay: world.operations.filter(({ state }) => state === 'failed').length,
    },
    disk: { freeBytes: 61.2e9, totalBytes: 98e9 },
    parts: [
      { name: 'edge', healthy: true, memoryBytes: 22e6, uptimeSeconds: 93_460, restarts: 0 },
      { name: 'control-plane', healthy: true, memoryBytes: 131e6, uptimeSeconds: 7_300, restarts: 0 },
      { name: 'postgres', healthy: true, memoryBytes: 44e6, uptimeSeconds: 93_480, restarts: 0 },
      ...partsOf({ shardId: 'shard-001', state: 'healthy' }),
    ],
    incidents: [
      { at: ago(68), part: 'shard-001/php', what: 'Ended by signal 9; started again after 0.4 s.' },
    ],
    model: 'built-in',
  }
}
