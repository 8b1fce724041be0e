import type {
  LogLine,
  listHostnames,
  listSites,
  loginToSite,
  Operation,
  OutputOf,
  readSiteLogs,
  runWpCli,
  Site,
  SiteOperation,
  SiteState,
} from '@aipress/contract'
import type { Style } from '../terminal.ts'
import { type Cell, details, table } from './table.ts'
import { wrap } from './text.ts'
import { money, relativeTime } from './values.ts'
import type { Page, View } from './view.ts'

const STATE_STYLES: Record<SiteState, Style> = {
  running: 'green',
  creating: 'cyan',
  suspended: 'yellow',
  deleted: 'red',
}

export const siteListView: View<OutputOf<typeof listSites>> = ({ items }, page) => {
  if (items.length === 0)
    return 'No site here. Take filters off, or create one: aipress site create "Corner Bakery"'
  const accounts = new Set(items.map(({ accountId }) => accountId))
  return table(
    items,
    [
      { title: 'Name', cell: ({ name }) => name, whole: true },
      { title: 'Title', cell: ({ title }) => title },
      { title: 'State', cell: ({ state }) => stateCell(state) },
      { title: 'Tier', cell: ({ tier }) => tier, spare: true },
      {
        title: 'A month',
        cell: ({ costUsdPerMonth }) => money(costUsdPerMonth),
        align: 'right',
        spare: true,
      },
      { title: 'Account', cell: ({ accountName }) => (accounts.size > 1 ? accountName : ''), spare: true },
      { title: 'Created', cell: ({ createdAt }) => relativeTime(createdAt, page.now), spare: true },
      { title: 'Address', cell: ({ url }) => url, whole: true },
    ],
    page,
  )
}

export const siteView: View<Site> = (site, page) =>
  `${page.paint('bold', site.title)}\n${details(
    [
      ['Address', { text: site.url, style: 'cyan' }],
      ['State', stateCell(site.state)],
      ['Name', site.name],
      ['Hostnames', otherHostnames(site)],
      ['Tier', `${site.tier}, ${money(site.costUsdPerMonth)} a month`],
      ['Limits', nearLimits(site)],
      ['Account', site.accountName],
      ['Shard', `${site.shardId}${site.pinned ? ', pinned' : ''}`],
      ['Labels', site.labels.join(', ')],
      ['WordPress', `${site.wordpressVersion}, PHP ${site.phpVersion}`],
      ['Created', relativeTime(site.createdAt, page.now)],
      ['Working on', site.operationId],
      ['Kept until', keptUntil(site, page)],
      ['Id', site.siteId],
    ],
    page,
  )}`

/** What became of a site, once its operation is done; while it is not, where to look. */
export const siteOutcomeView: View<SiteOperation> = ({ site, operation, notice }, page) => {
  if (operation.state !== 'succeeded')
    return `${operation.title}: ${operation.state} (${operation.operationId})`
  const told = notice === undefined ? '' : `\n  ${page.paint('yellow', wrap(notice, page.width, 2))}`
  return `${page.paint('green', '✓')} ${outcomeOf(operation, site, page)}${told}`
}

export const loginLinkView: View<OutputOf<typeof loginToSite>> = ({ url, expiresAt }, page) =>
  `${url}\n${page.paint('dim', `Works once, expires ${relativeTime(expiresAt, page.now)}.`)}`

export const hostnameListView: View<OutputOf<typeof listHostnames>> = ({ items }, page) =>
  table(
    items,
    [
      { title: 'Hostname', cell: ({ hostname }) => hostname, whole: true },
      { title: 'Primary', cell: ({ primary }) => (primary ? 'yes' : '') },
      { title: 'Built in', cell: ({ builtIn }) => (builtIn ? 'yes' : '') },
      { title: 'Address', cell: ({ url }) => url, whole: true },
    ],
    page,
  )

export const logsView: View<OutputOf<typeof readSiteLogs>> = ({ lines, siteName }, page) =>
  lines.length === 0
    ? `No lines yet in the logs of ${siteName}. Each visit appears within a second: aipress site logs ${siteName} --follow`
    : lines.map((line) => logLineView(line, page)).join('\n')

/** In a chat; the command itself streams what WP-CLI prints. */
export const wpView: View<OutputOf<typeof runWpCli>> = ({ exitCode, stdout, stderr }, page) =>
  [stdout.trimEnd(), stderr.trimEnd(), exitCode === 0 ? '' : page.paint('red', `Exit code ${exitCode}`)]
    .filter((part) => part !== '')
    .join('\n')

const LOG_STYLES: Record<LogLine['kind'], Style> = {
  access: 'dim',
  php: 'yellow',
  error: 'red',
  'slow-request': 'yellow',
  'slow-query': 'yellow',
}

export const logLineView: View<LogLine> = (line, page) => {
  const kind = page.paint(LOG_STYLES[line.kind], line.kind.padEnd(6))
  return `${page.paint('dim', line.time.replace('T', ' ').replace(/\.\d+Z$|Z$/, ''))} ${kind} ${line.text}`
}

function outcomeOf({ action, title, steps }: Operation, site: Site, page: Page): string {
  const address = page.paint('cyan', site.url)
  switch (action) {
    case 'sites.create':
      return [
        `${page.paint('bold', site.title)} is ${site.state}: ${address}`,
        `  ${site.tier}, ${money(site.costUsdPerMonth)} a month, on ${site.shardId}`,
        `  Log in to wp-admin: aipress site login ${site.name}`,
      ].join('\n')
    case 'sites.rename':
      return `The site is now ${page.paint('bold', site.title)}: ${address}`
    case 'sites.move':
      return `${site.title} lives on ${page.paint('bold', site.shardId)} now, at the same address: ${address}`
    case 'sites.tier':
      return `${page.paint('bold', site.title)} is a ${site.tier} site now, for ${money(site.costUsdPerMonth)} a month: ${address}`
    case 'sites.suspend':
      return `${site.title} is offline. Bring it back: aipress site resume ${site.name}`
    case 'sites.delete': {
      const until = keptUntil(site, page)
      return `${site.title} is deleted.${until === undefined ? '' : ` Kept until ${until}: aipress site undelete ${site.name}`}`
    }
    case 'php.set':
      return `The next request to ${page.paint('bold', site.title)} has the new PHP settings. See them: aipress php show ${site.name}`
    case 'cache.purge':
      // Fewer steps are those of one part, which the title names.
      return steps.length > 1
        ? `What was cached of ${site.title} is forgotten, all at once and so uncounted: ${address}`
        : `${title}: done, and nothing else. ${address}`
    case 'hostnames.add':
    case 'hostnames.remove':
      return [
        `${site.title} is on ${address}`,
        ...site.hostnames.filter((one) => !one.primary).map((one) => `  ${one.url} redirects there`),
      ].join('\n')
    default:
      return `${site.title} is ${site.state}: ${address}`
  }
}

function nearLimits({ name, nearLimits: near = [] }: Site): Cell | undefined {
  if (near.length === 0) return undefined
  const parts = near.map(({ of, usedPercent }) => `${usedPercent} % of ${of}`)
  const style = near.some(({ usedPercent }) => usedPercent >= 100) ? 'red' : 'yellow'
  return { text: `${parts.join(', ')}: aipress usage show ${name}`, style }
}

function stateCell(state: SiteState) {
  return { text: state, style: STATE_STYLES[state] }
}

function otherHostnames({ hostnames }: Site): string {
  return hostnames.length < 2
    ? ''
    : hostnames.map(({ hostname, primary }) => (primary ? `${hostname} (primary)` : hostname)).join('\n')
}

function keptUntil({ undeletableUntil }: Site, page: Page): string | undefined {
  if (undeletableUntil === undefined) return undefined
  return `${undeletableUntil.slice(0, 16).replace('T', ' ')} UTC (${relativeTime(undeletableUntil, page.now)})`
}
