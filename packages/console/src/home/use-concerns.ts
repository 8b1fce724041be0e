import { listPhpErrors, type PhpError } from '@aipress/contract/php-errors.ts'
import { type PlatformStatus, showStatus } from '@aipress/contract/platform.ts'
import { mapShards, type ShardSummary } from '@aipress/contract/shards.ts'
import { listSites, type Site, type SiteHealth, showSite } from '@aipress/contract/sites.ts'
import { type SiteUsage, showUsage } from '@aipress/contract/usage.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { LinkProps } from '@tanstack/react-router'
import { queryOf } from '../client/queries.ts'
import { queryClient } from '../client/query-client.ts'
import { may, useMe } from '../sign-in/session.ts'
import { LIMIT_LABELS, OVER_PERCENT, usedWords } from '../usage/limit-words.ts'

export interface Concern {
  id: string
  kind: 'part' | 'shard' | 'site' | 'limit' | 'error'
  /** Somebody is not served. */
  grave: boolean
  what: string
  why?: string
  link: Pick<LinkProps, 'to' | 'params' | 'search'>
}

/** Of each kind; the rest is behind the link of the last. */
const OF_A_KIND_MAX = 4
const REFRESH_MS = 10_000
/** Figures of storage are an hour old at most, so asking often says nothing new. */
const USAGE_REFRESH_MS = 60_000

/** What needs somebody, of what the one who looks may see; undefined until all of it is known. */
export function useConcerns() {
  const me = useMe()
  const ofPlatform = may(me, 'platform:read')
  const ofBilling = may(me, 'billing:read')
  const every = { refetchInterval: REFRESH_MS }
  const status = useQuery({ ...queryOf(showStatus, {}), ...every, enabled: ofPlatform })
  const downShards = useQuery({ ...queryOf(mapShards, { state: 'down' }), ...every, enabled: ofPlatform })
  const slowShards = useQuery({ ...queryOf(mapShards, { state: 'degraded' }), ...every, enabled: ofPlatform })
  const down = useQuery({ ...queryOf(listSites, { health: 'down', limit: OF_A_KIND_MAX }), ...every })
  const degraded = useQuery({ ...queryOf(listSites, { health: 'degraded', limit: OF_A_KIND_MAX }), ...every })
  const near = useQuery({
    ...queryOf(showUsage, { standing: 'near', limit: OF_A_KIND_MAX }),
    refetchInterval: USAGE_REFRESH_MS,
    enabled: ofBilling,
  })
  const ofLogs = may(me, 'logs:read')
  const fatal = useQuery({
    ...queryOf(listPhpErrors, { level: 'fatal', limit: OF_A_KIND_MAX }),
    refetchInterval: USAGE_REFRESH_MS,
    enabled: ofLogs,
  })
  const titles = useTitles(fatal.data?.items ?? [])
  const asked = [
    ...(ofPlatform ? [status, downShards, slowShards] : []),
    down,
    degraded,
    ...(ofBilling ? [near] : []),
    ...(ofLogs ? [fatal] : []),
  ]
  const isKnown = titles !== undefined && asked.every(({ data }) => data !== undefined)
  return {
    error: asked.find(({ error }) => error !== null)?.error ?? null,
    refetch: () => {
      for (const query of asked) void query.refetch()
    },
    concerns: isKnown
      ? [
          ...partsOf(status.data),
          ...shardsOf(downShards.data?.items ?? [], true),
          ...sitesOf(down.data, 'down'),
          ...shardsOf(slowShards.data?.items ?? [], false),
          ...sitesOf(degraded.data, 'degraded'),
          ...errorsOf(fatal.data?.items ?? [], titles, Date.now()),
          ...limitsOf(near.data),
        ]
      : undefined,
  }
}

/** Within a day: what was fatal before and is not seen any more has been mended, or nobody asks for it. */
const RECENT_MS = 24 * 3_600_000

/**
 * Of the sites of errors, which know their names only; undefined until they were asked for once. Later ones are asked
 * for while what is known stays: a page that goes away under one's hands would be worse than a name.
 */
function useTitles(errors: readonly PhpError[]): ReadonlyMap<string, string> | undefined {
  const names = [...new Set(errors.map(({ siteName }) => siteName))].toSorted()
  const titles = useQuery({
    queryKey: [showSite.name, 'titles', names],
    queryFn: () => titlesOf(names),
    refetchInterval: USAGE_REFRESH_MS,
    placeholderData: keepPreviousData,
  })
  return titles.data
}

/** A site that cannot be asked for, such as one whose control group is away, keeps its name. */
async function titlesOf(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sites = await Promise.allSettled(
    names.map((site) =>
      queryClient.fetchQuery({ ...queryOf(showSite, { site }), staleTime: USAGE_REFRESH_MS }),
    ),
  )
  return new Map(
    sites.flatMap((site) => (site.status === 'fulfilled' ? [[site.value.name, site.value.title]] : [])),
  )
}

function errorsOf(
  errors: readonly PhpError[],
  titles: ReadonlyMap<string, string>,
  nowMs: number,
): Concern[] {
  return errors
    .filter(({ lastSeenAt }) => nowMs - Date.parse(lastSeenAt) < RECENT_MS)
    .map(({ siteId, siteName, fingerprint, message, count }) => ({
      id: `error ${siteId} ${fingerprint}`,
      kind: 'error',
      grave: false,
      what: `${titles.get(siteName) ?? siteName} failed in PHP${count === 1 ? '' : `, ${count.toLocaleString('en')} times`}`,
      why: message.slice(0, MESSAGE_LENGTH_MAX),
      link: { to: '/sites/$name/errors', params: { name: siteName } },
    }))
}

const MESSAGE_LENGTH_MAX = 120

/** Those of shards are told of by their shard. */
function partsOf(status: PlatformStatus | undefined): Concern[] {
  return (status?.parts ?? [])
    .filter(({ healthy, name }) => !healthy && !name.startsWith('shard-'))
    .slice(0, OF_A_KIND_MAX)
    .map(({ name, problem }) => ({
      id: name,
      kind: 'part',
      grave: true,
      what: `${name} is not healthy`,
      ...(problem === undefined ? {} : { why: problem }),
      link: { to: '/status' },
    }))
}

function shardsOf(shards: readonly ShardSummary[], isDown: boolean): Concern[] {
  const word = isDown ? 'down' : 'degraded'
  if (shards.length > OF_A_KIND_MAX) {
    const link: Concern['link'] = { to: '/shards', search: { state: word } }
    return [{ id: word, kind: 'shard', grave: isDown, what: `${shards.length} shards are ${word}`, link }]
  }
  return shards.map(({ shardId, reasons }) => ({
    id: shardId,
    kind: 'shard',
    grave: isDown,
    what: `${shardId} is ${word}`,
    ...(reasons.length === 0 ? {} : { why: reasons.join(' ') }),
    link: { to: '/shards/$shardId', params: { shardId } },
  }))
}

interface FoundSites {
  items: readonly Site[]
  total: number
}

function sitesOf(found: FoundSites | undefined, health: SiteHealthOfConcern): Concern[] {
  if (found === undefined || found.total === 0) return []
  const [first] = found.items
  const word =
    health === 'down' ? 'down: visitors get errors' : 'degraded: something on its shard does not work'
  if (found.total === 1 && first !== undefined) {
    const link: Concern['link'] = { to: '/sites/$name', params: { name: first.name } }
    return [
      { id: first.siteId, kind: 'site', grave: health === 'down', what: `${first.title} is ${word}`, link },
    ]
  }
  return [
    {
      id: `sites ${health}`,
      kind: 'site',
      grave: health === 'down',
      what: `${found.total.toLocaleString('en')} sites are ${health}`,
      why: `${found.items.map(({ title }) => title).join(', ')}${found.total > found.items.length ? ' …' : ''}`,
      link: { to: '/sites', search: { health } },
    },
  ]
}

type SiteHealthOfConcern = Exclude<SiteHealth, 'healthy'>

function limitsOf(answer: { items: readonly SiteUsage[]; total: { sites: number } } | undefined): Concern[] {
  return (answer?.items ?? []).map((usage) => {
    const worst = worstOf(usage)
    return {
      id: `limit ${usage.siteId}`,
      kind: 'limit',
      grave: worst.used.usedPercent >= OVER_PERCENT && worst.of === 'storage',
      what: `${usage.siteTitle} ${worst.used.usedPercent >= OVER_PERCENT ? 'is over a limit' : 'comes near a limit'}`,
      why: `${LIMIT_LABELS[worst.of]}: ${usedWords(worst.of, worst.used)}, ${worst.used.usedPercent} %`,
      link: { to: '/sites/$name', params: { name: usage.siteName } },
    }
  })
}

function worstOf(usage: SiteUsage) {
  const [worst] = (
    [
      { of: 'storage', used: usage.storageBytes },
      { of: 'bandwidth', used: usage.bandwidthBytes },
      { of: 'visits', used: usage.visits },
    ] as const
  ).toSorted((a, b) => b.used.usedPercent - a.used.usedPercent)
  if (worst === undefined) throw new Error('A site has limits.')
  return worst
}
