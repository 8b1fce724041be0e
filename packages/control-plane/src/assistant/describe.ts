import {
  type AnyAction,
  auditResultText,
  Hostname,
  isSettled,
  type Mail,
  type MailSummary,
  type Operation,
  type PlatformStatus,
  PROGRAM_SCOPE_TEXTS,
  type Program,
  type Shard,
  type Site,
  type SiteHostname,
} from '@aipress/contract'
import { AUDIT_DESCRIPTIONS } from './describe-audit.ts'
import { CRON_DESCRIPTIONS } from './describe-cron.ts'
import { FLEET_DESCRIPTIONS } from './describe-fleet.ts'
import { INSIGHT_DESCRIPTIONS } from './describe-insights.ts'
import { MEMBER_DESCRIPTIONS } from './describe-members.ts'
import { describePhpSet, PHP_DESCRIPTIONS } from './describe-php.ts'
import { SIGNING_IN_DESCRIPTIONS } from './describe-signing-in.ts'
import { describeUsage } from './describe-usage.ts'
import { hasOperation, type WithOperation } from './follow.ts'
import { type Purged, purgedIn } from './purged.ts'

/** What was asked, as far as it shapes the answer. */
export interface Asked {
  readonly input?: unknown
  /** What the person wanted to know, where an output tells more than that. */
  readonly purpose?: string | undefined
}

/** One or a few sentences that tell what came of a call. The card beside it shows the rest. */
export function describeOutput(action: AnyAction, output: unknown, asked: Asked = {}): string {
  const own = DESCRIPTIONS[action.name]
  if (hasOperation(output)) return describeOperation(action, output, asked)
  const text = own === undefined ? describeShape(action, output) : own(output as never, asked)
  return text + sayMissing(output)
}

/** A list that is not the whole must not be told as if it were. */
function sayMissing(output: unknown): string {
  const groups = (output as { missing?: readonly string[] } | undefined)?.missing ?? []
  if (groups.length === 0) return ''
  return `\n${groups.join(' and ')} ${groups.length === 1 ? 'does' : 'do'} not answer, so what only ${groups.length === 1 ? 'it knows' : 'they know'} is not told here.`
}

/** Of one kind there may be nothing while the other logs are full. */
function nothingLogged(siteName: string, { input }: Asked): string {
  const { kind } = (input ?? {}) as { kind?: unknown }
  if (kind === 'slow-request') return `No request of ${siteName} has taken PHP more than two seconds.`
  if (kind === 'slow-query') return `No database query of ${siteName} has taken more than two seconds.`
  return kind === undefined
    ? `There is nothing in the logs of ${siteName} yet. Each visit appears within a second; open the site and ask again.`
    : `There is nothing in the ${kind} log of ${siteName}; the others may have something.`
}

/** Every function here may rely on the output: it was parsed by the action's own schema. */
const DESCRIPTIONS: Record<string, (output: never, asked: Asked) => string> = {
  'sites.list': (output: { items: Site[]; total: number; nextCursor?: string }, asked) =>
    asked.purpose === 'cost' ? describeCosts(output) : describeSites(output, asked),
  'sites.show': describeSite,
  'sites.login': ({ siteName }: { siteName: string }) =>
    `Here is your log-in to ${siteName}. It works once, within 5 minutes.`,
  'sites.wp': describeCommand,
  'sites.logs': ({ siteName, lines }: { siteName: string; lines: { text: string }[] }, asked) =>
    lines.length === 0
      ? nothingLogged(siteName, asked)
      : `The newest ${count(lines.length, 'line')} of ${siteName}:\n${block(lines.slice(-LINES_SHOWN_MAX).map((line) => line.text))}`,
  'hostnames.list': ({ siteName, items }: { siteName: string; items: SiteHostname[] }) =>
    `${siteName} answers on:\n${items.map((one) => `- ${one.url}${one.primary ? ' (primary)' : ''}`).join('\n')}`,
  'operations.list': ({ items }: { items: Operation[] }) =>
    items.length === 0
      ? 'Nothing has been done yet.'
      : list(items.map((one) => `${one.title}: ${one.state} (${one.operationId})`)),
  'operations.show': sayState,
  'operations.watch': sayState,
  'shards.list': describeShards,
  ...FLEET_DESCRIPTIONS,
  ...PHP_DESCRIPTIONS,
  ...CRON_DESCRIPTIONS,
  ...AUDIT_DESCRIPTIONS,
  ...INSIGHT_DESCRIPTIONS,
  ...SIGNING_IN_DESCRIPTIONS,
  'usage.show': describeUsage,
  'mail.list': describeMails,
  'mail.show': (mail: Mail) =>
    `From ${mail.from} to ${mail.to.join(', ')}: "${mail.subject}" (${mail.delivery}).\n${block((mail.text ?? '').split('\n').slice(0, 20))}`,
  ...MEMBER_DESCRIPTIONS,
  'accounts.create': ({ name }: { name: string }) =>
    `The account ${name} is there. Invite somebody to it next.`,
  'tokens.create': ({ token, secret }: { token: { name: string }; secret: string }) =>
    `The token "${token.name}" is shown this once: ${secret}`,
  'tokens.revoke': ({ revoked }: { revoked: string }) => `The token ${revoked} no longer works.`,
  'programs.list': describePrograms,
  'programs.disconnect': ({ disconnected }: { disconnected: string }) =>
    `${disconnected} is disconnected and refused from now on.`,
  'platform.status': describeStatus,
}

function describePrograms({ items }: { items: Program[] }): string {
  if (items.length === 0) return 'No programs are connected. The page “Connect an agent” shows how.'
  return items
    .map(({ name, address, scope }) => `${name} (${address}): ${PROGRAM_SCOPE_TEXTS[scope].title}.`)
    .join('\n')
}

/** The card shows all of them; a sentence need not. */
const LINES_SHOWN_MAX = 12
const ITEMS_SHOWN_MAX = 20

function describeOperation(action: AnyAction, output: WithOperation, asked: Asked): string {
  const { operation, site } = output
  if (!isSettled(operation.state))
    return `${operation.title} is taking a while and goes on by itself. Ask "how is operation ${operation.operationId} going?".`
  if (operation.state !== 'succeeded') return failureOf(operation)
  const name = site === undefined ? '' : site.title
  if (site === undefined) return `${operation.title}: done.`
  switch (action.name) {
    case 'sites.create':
      return `${name} is ready: ${site.url} – a ${site.tier} site, $${site.costUsdPerMonth} a month. Say "log me in" to open its wp-admin.`
    case 'sites.rename':
      return `It is called ${name} now, on ${site.url}.`
    case 'sites.suspend':
      return `${name} is offline; nothing was lost. Say "bring it back online" when you want it again.`
    case 'sites.resume':
    case 'sites.undelete':
      return site.state === 'running' ? `${name} is back: ${site.url}` : `${name} is back, ${site.state}.`
    case 'sites.delete':
      return `${name} is deleted. ${site.undeletableUntil === undefined ? '' : `Until ${day(site.undeletableUntil)} you can say "undelete ${site.name}".`}`.trim()
    case 'sites.tier':
      return [`${name} is a ${site.tier} site now, for $${site.costUsdPerMonth} a month.`, output.notice]
        .filter(Boolean)
        .join(' ')
    case 'php.set':
      return describePhpSet(output, site)
    case 'cache.purge':
      return describePurge(name, purgedIn(asked.input))
    case 'hostnames.add':
      return describeAdded(site, hostnameIn(asked), output.notice)
    case 'hostnames.remove':
      return `${hostnameIn(asked) ?? 'The hostname'} no longer leads to ${name}, which is on ${site.url}.`
    default:
      return `${operation.title}: done.`
  }
}

function describePurge(name: string, purged: Purged): string {
  switch (purged.kind) {
    case 'page':
      return `The page ${purged.url} of ${name} is forgotten: visitors get it freshly made from now on. Nothing else was.`
    case 'tag':
      return `All pages of ${name} that have the tag ${purged.tag} are forgotten, as many as there were: visitors get them freshly made from now on. Nothing else was.`
    case 'pages':
      return `All kept pages of ${name} are forgotten: visitors get fresh ones from now on. What WordPress keeps of its database stayed.`
    case 'objects':
      return `WordPress’ object cache of ${name} is empty. Pages that are kept for visitors stayed.`
    case 'all':
      return `What was cached of ${name} is forgotten, all at once and so uncounted: visitors get fresh pages from now on.`
  }
}

/** A hostname that only redirects for now says so in its notice. */
function describeAdded(site: Site, hostname: string | undefined, notice: string | undefined): string {
  const added = site.hostnames.find((one) => one.hostname === hostname)
  const told = notice === undefined ? '' : ` ${notice}`
  if (added === undefined || added.primary) return `${site.title} is now on ${site.url}.${told}`
  return `${added.hostname} now leads to ${site.title}, whose address stays ${site.url}.${told}`
}

/** As the platform writes it: `https://Bakery.example.com/` was said for `bakery.example.com`. */
function hostnameIn({ input }: Asked): string | undefined {
  const parsed = Hostname.safeParse((input as { hostname?: unknown } | null)?.hostname)
  return parsed.success ? parsed.data : undefined
}

function failureOf({ title, state, error }: Operation): string {
  const why =
    error === undefined ? '' : ` ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`
  const after =
    state === 'undone'
      ? 'Everything was put back as it was.'
      : 'Cleaning up did not finish either; an administrator should look.'
  return `"${title}" did not work.${why} ${after}`
}

function sayState(operation: Operation): string {
  if (operation.state === 'undone' || operation.state === 'failed') return failureOf(operation)
  const running = operation.steps.find((step) => step.state === 'running')
  return `"${operation.title}" ${operation.state === 'succeeded' ? 'is done' : `is ${operation.state}`}${running === undefined ? '' : `: ${running.title}`}.`
}

interface SitesAsked {
  search?: string
  state?: string
  tier?: string
  shard?: string
  region?: string
  label?: string
}

function describeSites(
  { items, total, nextCursor }: { items: Site[]; total: number; nextCursor?: string },
  { input }: Asked,
): string {
  const asked = (input ?? {}) as SitesAsked
  const kind = [asked.state, asked.tier, 'site'].filter(Boolean).join(' ')
  const such = placeWords(asked)
  if (items.length === 0)
    return Object.values(asked).every((one) => one === undefined)
      ? 'You have no sites yet. Say "create a site called Corner Bakery" to make one.'
      : `You have no ${kind}${such}. Say "list my sites" to see all.`
  const lines = items
    .slice(0, ITEMS_SHOWN_MAX)
    .map((site, index) => `${index + 1}. ${site.title} (${site.name}): ${site.state}, ${site.url}`)
  const more = items.length > ITEMS_SHOWN_MAX || nextCursor !== undefined ? ['… and more.'] : []
  return [`You have ${count(total, kind)}${such}:`, ...lines, ...more].join('\n')
}

/** What was asked for besides state and tier, which stand before "sites". */
function placeWords({ search, shard, region, label }: SitesAsked): string {
  return [
    shard === undefined ? '' : ` on ${/^\d+$/.test(shard) ? `shard ${shard}` : shard}`,
    region === undefined ? '' : ` in ${region}`,
    label === undefined ? '' : ` labelled ${label}`,
    search === undefined ? '' : ` that fits "${search}"`,
  ].join('')
}

/** By the price list of tiers; a page of sites is not told as if it were all. */
function describeCosts({ items, total: all }: { items: readonly Site[]; total: number }): string {
  if (items.length === 0) return 'You have no sites, so you pay nothing.'
  const total = items.reduce((sum, site) => sum + site.costUsdPerMonth, 0)
  const lines = items
    .slice(0, ITEMS_SHOWN_MAX)
    .map((site) => `- ${site.title}: $${site.costUsdPerMonth} (${site.tier})`)
  const which = items.length < all ? `the first ${items.length} of ${all} sites` : count(items.length, 'site')
  return [`You pay $${total} a month for ${which}, by the price list of their tiers:`, ...lines].join('\n')
}

function describeSite(site: Site): string {
  const until =
    site.undeletableUntil === undefined ? '' : ` It can be brought back until ${day(site.undeletableUntil)}.`
  return `${site.title} (${site.name}) is ${site.state}: ${site.url}. It is a ${site.tier} site for $${site.costUsdPerMonth} a month, on ${site.shardId}, with WordPress ${site.wordpressVersion} and PHP ${site.phpVersion}.${sayNear(site)}${until}`
}

function sayNear({ nearLimits = [] }: Site): string {
  const parts = nearLimits.map(({ of, usedPercent }) => `${usedPercent} % of its ${of}`)
  return parts.length === 0 ? '' : ` It has used ${parts.join(' and ')}.`
}

function describeCommand({
  exitCode,
  stdout,
  stderr,
}: {
  exitCode: number
  stdout: string
  stderr: string
}): string {
  const text = (exitCode === 0 ? stdout || stderr : stderr || stdout).trimEnd()
  const shown = text === '' ? '' : `\n${block(text.split('\n').slice(-LINES_SHOWN_MAX * 2))}`
  return exitCode === 0
    ? shown === ''
      ? 'Done; it printed nothing.'
      : `It said:${shown}`
    : `It failed with exit code ${exitCode}.${shown}`
}

function describeShards({ items }: { items: Shard[] }): string {
  if (items.length === 0) return 'There is no shard yet.'
  return list(
    items.map(
      (shard) =>
        `${shard.shardId}: ${shard.state}, ${shard.sites} of ${shard.sitesMax} sites, ${shard.warmSlots} slots ready`,
    ),
  )
}

function describeMails({ items }: { items: MailSummary[] }): string {
  if (items.length === 0) return 'No mail was sent.'
  return list(
    items.map((mail) => `${mail.siteName} to ${mail.to.join(', ')}: "${mail.subject}" (${mail.mailId})`),
  )
}

function describeStatus(
  { healthy, parts, sites, incidents, disk }: PlatformStatus,
  { purpose }: Asked,
): string {
  if (purpose === 'disk')
    return `${gigabytes(disk.freeBytes)} of ${gigabytes(disk.totalBytes)} are free on the machine’s disk, which all sites share.`
  const sick = parts.filter((part) => !part.healthy)
  const health = healthy
    ? `Everything is healthy: ${count(parts.length, 'part')}, ${count(sites.running, 'running site')}.`
    : `Not all is well: ${sick.map((part) => `${part.name} (${part.problem ?? 'not answering'})`).join(', ')}.`
  const [last] = incidents
  return last === undefined ? health : `${health} Last incident: ${last.part}, ${last.what} (${last.at}).`
}

/** For actions that have no sentence of their own yet. */
function describeShape(action: AnyAction, output: unknown): string {
  const items = (output as { items?: unknown } | null)?.items
  if (!Array.isArray(items)) return `${action.summary}: done.`
  if (items.length === 0) return 'There is nothing to show.'
  return list(items.map(nameOf))
}

function nameOf(item: unknown): string {
  const one = item as Record<string, unknown>
  if (typeof one.at === 'string')
    return [one.at, one.who, one.action, auditResultText(String(one.result ?? ''))].filter(Boolean).join(' ')
  return String(one.title ?? one.name ?? one.email ?? one.hostname ?? JSON.stringify(item).slice(0, 120))
}

function list(lines: readonly string[]): string {
  const more = lines.length > ITEMS_SHOWN_MAX ? [`… and ${lines.length - ITEMS_SHOWN_MAX} more.`] : []
  return [...lines.slice(0, ITEMS_SHOWN_MAX).map((line) => `- ${line}`), ...more].join('\n')
}

/** As code, so that a console shows text of strangers as it is and renders nothing in it. */
function block(lines: readonly string[]): string {
  return ['```', ...lines.map((line) => line.replaceAll('```', "'''").slice(0, 300)), '```'].join('\n')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`
}

function day(timestamp: string): string {
  return timestamp.slice(0, 10)
}
