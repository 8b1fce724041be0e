import {
  type AnyAction,
  DryRun,
  type invitePerson,
  isSettled,
  type listCron,
  type Me,
  type mapShards,
  type Operation,
  type OutputOf,
  type PlatformStatus,
  type Ranking,
  type runCron,
  type Site,
  type SiteChanges,
  type SiteHostname,
  type SiteInsights,
  type UsageAnswer,
} from '@aipress/contract'
import { type Asked, describeOutput } from '../../describe.ts'
import { describeDryRun } from '../../describe-dry-run.ts'
import { hasOperation, type WithOperation } from '../../follow.ts'
import { type Purged, purgedIn } from '../../purged.ts'
import type { SummaryTexts } from './summaries.ts'
import {
  summariseChanges,
  summariseRanking,
  summariseSiteFigures,
  summariseUsage,
} from './summarise-figures.ts'
import { type Texts, titleOfAction } from './texts.ts'

/** The card beside it shows the rest. */
const LINES_SHOWN_MAX = 12
const ITEMS_SHOWN_MAX = 20

/** What came of a call, in the language spoken; in English where that language has no words for it yet. */
export function summarise(action: AnyAction, output: unknown, asked: Asked, texts: Texts): string {
  if (DryRun.safeParse(output).success) return describeDryRun(output as DryRun)
  const { summaries } = texts
  if (summaries === undefined) return describeOutput(action, output, asked)
  if (hasOperation(output))
    return summariseOperation(action, inSpokenWords(action, output, texts), asked, summaries)
  const own = SUMMARIES[action.name]
  if (own === undefined) return describeOutput(action, output, asked)
  const groups = (output as { missing?: readonly string[] } | null)?.missing ?? []
  const told = own(output as never, summaries, asked)
  return groups.length === 0 ? told : `${told}\n${summaries.missing(groups.join(', '))}`
}

/** Every function here may rely on the output: it was parsed by the action's own schema. */
const SUMMARIES: Record<string, (output: never, texts: SummaryTexts, asked: Asked) => string> = {
  'sites.list': summariseSites,
  'sites.show': (site: Site, texts) =>
    [
      texts.site(site, stateOf(site.state, texts)),
      ...(site.undeletableUntil === undefined ? [] : [texts.broughtBackUntil(day(site.undeletableUntil))]),
    ].join(' '),
  'sites.login': ({ siteName }: { siteName: string }, texts) => texts.login(siteName),
  'sites.logs': ({ siteName, lines }: { siteName: string; lines: { text: string }[] }, texts, asked) =>
    lines.length === 0
      ? nothingLogged(siteName, texts, asked)
      : `${texts.logs(lines.length, siteName)}\n${block(lines.slice(-LINES_SHOWN_MAX).map((line) => line.text))}`,
  'sites.wp': summariseCommand,
  'hostnames.list': ({ siteName, items }: { siteName: string; items: SiteHostname[] }, texts) =>
    `${texts.hostnames(siteName)}\n${list(items.map(({ url, primary }) => `${url}${primary ? ` (${texts.primary})` : ''}`))}`,
  'operations.list': ({ items }: { items: Operation[] }, texts) =>
    items.length === 0
      ? texts.noOperations
      : list(items.map((one) => `${one.title}: ${stateOf(one.state, texts)} (${one.operationId})`)),
  'cron.list': ({ siteName, events }: OutputOf<typeof listCron>, texts) =>
    events.length === 0
      ? texts.noCron(siteName)
      : `${texts.cron(siteName)}\n${list(events.map(({ hook, dueAt }) => `${hook}: ${texts.due(minute(dueAt))}`))}`,
  'cron.run': ({ siteName, run }: OutputOf<typeof runCron>, texts) =>
    run.events.length === 0
      ? (run.problem ?? texts.nothingDue(siteName))
      : `${texts.cronRan(siteName)}\n${list(run.events.map(({ hook, problem }) => `${hook}: ${texts.cronResult(problem)}`))}`,
  'platform.status': summariseStatus,
  'insights.site': (answer: SiteInsights, { figures }, asked) => summariseSiteFigures(answer, figures, asked),
  'insights.sites': (ranking: Ranking, { figures }) => summariseRanking(ranking, figures),
  'insights.changes': (changes: SiteChanges, { figures }) => summariseChanges(changes, figures),
  'usage.show': (usage: UsageAnswer, { figures }, asked) => summariseUsage(usage, figures, asked),
  'shards.map': ({ totals }: OutputOf<typeof mapShards>, texts) => texts.shardMap(totals),
  'me.show': ({ displayName, role, accountName, siteRoles }: Me, texts) =>
    role === 'guest'
      ? texts.meOnSites(displayName, siteRoles.length)
      : texts.me(displayName, stateOf(role, texts), accountName),
  'people.invite': summariseInvitation,
}

function nothingLogged(siteName: string, { nothingSlow, noLogs }: SummaryTexts, { input }: Asked): string {
  const { kind } = (input ?? {}) as { kind?: string }
  return kind === 'slow-request' || kind === 'slow-query' ? nothingSlow[kind](siteName) : noLogs(siteName)
}

function summariseInvitation(
  { person, newAccount, before }: OutputOf<typeof invitePerson>,
  texts: SummaryTexts,
): string {
  const { email, role, accountName: account } = person
  return texts.invited({
    email,
    role: stateOf(role, texts),
    account,
    isNewAccount: newAccount === true,
    before: before && {
      role: stateOf(before.role, texts),
      account: before.accountName,
      isSame: before.role === role && before.accountName === account,
    },
  })
}

function summariseSites(
  { items, total, nextCursor }: { items: Site[]; total: number; nextCursor?: string },
  texts: SummaryTexts,
  { input, purpose }: Asked,
): string {
  const isFiltered = Object.values(input ?? {}).some((one) => one !== undefined)
  if (purpose === 'cost' && items.length === 0) return texts.noCosts
  if (items.length === 0) return texts.noSites(isFiltered)
  const shown = items.slice(0, ITEMS_SHOWN_MAX)
  const more = items.length > ITEMS_SHOWN_MAX || nextCursor !== undefined ? [texts.more] : []
  if (purpose === 'cost') {
    const sum = items.reduce((all, site) => all + site.costUsdPerMonth, 0)
    const lines = shown.map((site) => `- ${site.title}: $${site.costUsdPerMonth} (${site.tier})`)
    return [texts.costs(sum, items.length), ...lines, ...more].join('\n')
  }
  const lines = shown.map(
    (site, index) => `${index + 1}. ${site.title} (${site.name}): ${stateOf(site.state, texts)}, ${site.url}`,
  )
  return [texts.sites(total, isFiltered), ...lines, ...more].join('\n')
}

/** What was asked for is called as the person speaks; what an operation calls itself is English. */
function inSpokenWords(action: AnyAction, output: WithOperation, texts: Texts): WithOperation {
  if (!(action.name in texts.actions)) return output
  const { operation, site } = output
  const about = site?.title ?? operation.siteName
  const what = titleOfAction(action, texts)
  return { ...output, operation: { ...operation, title: about === undefined ? what : `${what}: ${about}` } }
}

function summariseOperation(
  action: AnyAction,
  { operation, site, notice }: WithOperation,
  asked: Asked,
  texts: SummaryTexts,
): string {
  if (!isSettled(operation.state)) return texts.takingLong(operation)
  if (operation.state !== 'succeeded') return summariseFailure(operation, texts)
  if (site === undefined) return texts.done(operation.title)
  const hostname = String((asked.input as { hostname?: unknown } | null)?.hostname ?? '')
  const told = outcomeOf(
    action,
    { site, hostname, title: operation.title, purged: purgedIn(asked.input) },
    texts,
  )
  return notice === undefined ? told : `${told} ${notice}`
}

function outcomeOf(
  action: AnyAction,
  { site, hostname, title, purged }: { site: Site; hostname: string; title: string; purged: Purged },
  texts: SummaryTexts,
): string {
  switch (action.name) {
    case 'sites.create':
      return texts.created(site)
    case 'sites.rename':
      return texts.renamed(site)
    case 'sites.suspend':
      return texts.suspended(site)
    case 'sites.resume':
    case 'sites.undelete':
      return texts.back(site, stateOf(site.state, texts))
    case 'sites.delete':
      return [
        texts.deleted(site),
        ...(site.undeletableUntil === undefined ? [] : [texts.broughtBackUntil(day(site.undeletableUntil))]),
      ].join(' ')
    case 'sites.tier':
      return texts.tierChanged(site)
    case 'cache.purge':
      return texts.purged(site, purged)
    case 'hostnames.add':
      return texts.hostnameAdded(hostname, site)
    case 'hostnames.remove':
      return texts.hostnameRemoved(hostname, site)
    default:
      return texts.done(title)
  }
}

/** Why something failed is told as the contract tells it, in English. */
function summariseFailure({ title, state, error }: Operation, texts: SummaryTexts): string {
  const why = [error?.message, error?.hint].filter((text) => text !== undefined)
  return [texts.failed(title), ...why, state === 'undone' ? texts.putBack : texts.notCleanedUp].join(' ')
}

function summariseCommand(
  { exitCode, stdout, stderr }: { exitCode: number; stdout: string; stderr: string },
  texts: SummaryTexts,
): string {
  const text = (exitCode === 0 ? stdout || stderr : stderr || stdout).trimEnd()
  if (text === '') return exitCode === 0 ? texts.printedNothing : texts.exited(exitCode)
  const shown = block(text.split('\n').slice(-LINES_SHOWN_MAX * 2))
  return `${exitCode === 0 ? texts.printed : texts.exited(exitCode)}\n${shown}`
}

function summariseStatus({ healthy, parts, sites }: PlatformStatus, texts: SummaryTexts): string {
  if (healthy) return texts.healthy(parts.length, sites.running)
  const sick = parts.filter((part) => !part.healthy)
  return texts.unhealthy(
    sick.map(({ name, problem }) => (problem === undefined ? name : `${name} (${problem})`)).join(', '),
  )
}

function stateOf(state: string, { states }: SummaryTexts): string {
  return states[state] ?? state
}

function list(lines: readonly string[]): string {
  const more = lines.length > ITEMS_SHOWN_MAX ? [`… +${lines.length - ITEMS_SHOWN_MAX}`] : []
  return [...lines.slice(0, ITEMS_SHOWN_MAX).map((line) => `- ${line}`), ...more].join('\n')
}

/** As code, so that a console shows text of strangers as it is and renders nothing in it. */
function block(lines: readonly string[]): string {
  return ['```', ...lines.map((line) => line.replaceAll('```', "'''").slice(0, 300)), '```'].join('\n')
}

const day = (timestamp: string) => timestamp.slice(0, 10)
/** `2026-11-30 12:05 UTC`. */
const minute = (timestamp: string) => `${timestamp.slice(0, 16).replace('T', ' ')} UTC`
