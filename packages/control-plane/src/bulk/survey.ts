import { AipressError, BULK_SITES_MAX, type InputOf, Label, type previewBulk } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import { requireShard } from '../shards/index.ts'
import { filterOf, labelsOf, listSiteRecords, type SiteFilter, type SiteRecord } from '../sites/index.ts'
import { type Change, reasonAgainst } from './change.ts'

export interface Picked {
  readonly siteId: string
  readonly name: string
}

/** What a change would touch now. */
export interface Survey {
  readonly found: number
  readonly picked: readonly Picked[]
  readonly leftOut: ReadonlyMap<string, readonly Picked[]>
  /** The first of those that would be changed. */
  readonly sample: readonly SiteRecord[]
}

const PAGE = 500
const SAMPLE_MAX = 10

/** Looks at every site that the filter finds. Throws `invalid_input` where they are more than a bulk work may have. */
export async function survey(directory: Database, filter: SiteFilter, change: Change): Promise<Survey> {
  const picked: Picked[] = []
  const sample: SiteRecord[] = []
  const leftOut = new Map<string, Picked[]>()
  let found = 0
  for (let cursor: string | undefined, isLast = false; !isLast; ) {
    const page = await listSiteRecords(directory, { ...filter, limit: PAGE, cursor })
    const labels = await labelsOf(
      directory,
      page.items.map((site) => site.siteId),
    )
    for (const site of page.items) {
      const { siteId, name } = site
      const reason = reasonAgainst(change, { ...site, labels: labels.get(siteId) ?? [] })
      if (reason === undefined) picked.push({ siteId, name })
      else leftOut.set(reason, [...(leftOut.get(reason) ?? []), { siteId, name }])
      if (reason === undefined && sample.length < SAMPLE_MAX) sample.push(site)
    }
    found += page.items.length
    if (found > BULK_SITES_MAX) throw tooMany()
    cursor = page.nextCursor
    isLast = cursor === undefined
  }
  return { found, picked, leftOut, sample }
}

function tooMany(): AipressError {
  return new AipressError('invalid_input', `The filter finds more than ${BULK_SITES_MAX} sites.`, {
    hint: 'Narrow it, for example by shard or label.',
  })
}

type Asked = InputOf<typeof previewBulk>

/** What is asked for in the contract's words, as sites to find and a change to make. */
export async function readWish(directory: Database, asked: Asked) {
  const filter = await filterOf(directory, asked, undefined)
  const to = asked.to === undefined ? undefined : (await requireShard(directory, asked.to)).shardId
  return { filter, change: changeOf({ ...asked, to }) }
}

function changeOf({ kind, to, newTier, newLabel }: Asked): Change {
  if (kind === 'move') return { kind, to }
  if (kind === 'tier') return { kind, tier: newTier ?? missing('newTier', 'the new tier') }
  if (kind !== 'label' && kind !== 'unlabel') return { kind }
  const label = Label.safeParse(newLabel ?? missing('newLabel', 'the label'))
  if (label.success) return { kind, label: label.data }
  throw new AipressError('invalid_input', `"${newLabel}" cannot be a label.`, {
    hint: label.error.issues[0]?.message,
  })
}

function missing(input: string, what: string): never {
  throw new AipressError('invalid_input', `"${input}" is missing: ${what} for these sites.`, {
    hint: `Say it with the option ${input === 'newTier' ? '--new-tier' : '--new-label'}.`,
  })
}

/** Throws what a move to that shard would meet. */
export async function requireRoomOn(directory: Database, { kind, to }: Change, sites: number): Promise<void> {
  if (kind !== 'move' || to === undefined) return
  const shard = await requireShard(directory, to)
  if (shard.state !== 'ready' || shard.health === 'down') {
    const what = shard.state === 'ready' ? 'down' : shard.state
    throw new AipressError('shard_state_conflict', `${to} is ${what} and takes no sites.`, {
      hint: 'Choose another shard: aipress shard list',
    })
  }
  const room = shard.slots - shard.sites
  if (room >= sites) return
  throw new AipressError('shard_full', `${to} has room for ${room} of these ${sites} sites.`, {
    hint: 'Leave the shard out: each site then goes where there is most room.',
  })
}
