import type {
  drainShard,
  listShards,
  mapShards,
  OutputOf,
  PartHealth,
  ShardDetails,
  ShardOperation,
  ShardState,
  ShardSummary,
  undrainShard,
} from '@aipress/contract'
import type { Style } from '../terminal.ts'
import { bulkView } from './bulk.ts'
import { partsTable } from './parts.ts'
import { details, table } from './table.ts'
import { bytes, count, relativeTime } from './values.ts'
import type { View } from './view.ts'

const STATE_STYLES: Record<ShardState, Style> = {
  preparing: 'cyan',
  healthy: 'green',
  degraded: 'yellow',
  down: 'red',
  draining: 'yellow',
  retired: 'dim',
}

const stateCell = (state: ShardState) => ({ text: state, style: STATE_STYLES[state] })
const loadOf = ({ sites, sitesMax }: ShardSummary) => `${sites} of ${sitesMax}`

export const shardListView: View<OutputOf<typeof listShards>> = ({ items }, page) => {
  if (items.length === 0)
    return 'No such shards. One is made when the first site needs it: aipress shard create'
  const groups = new Set(items.map(({ controlGroup }) => controlGroup))
  const regions = new Set(items.map(({ region }) => region))
  const shards = table(
    items,
    [
      { title: 'Shard', cell: ({ shardId }) => shardId, whole: true },
      { title: 'State', cell: ({ state }) => stateCell(state) },
      { title: 'Sites', cell: loadOf, align: 'right' },
      { title: 'Warm slots', cell: ({ warmSlots }) => String(warmSlots), align: 'right' },
      { title: 'Memory', cell: ({ parts }) => memoryOf(parts), align: 'right' },
      { title: 'Region', cell: ({ region }) => (regions.size > 1 ? region : ''), spare: true },
      {
        title: 'Group',
        cell: ({ controlGroup }) => (groups.size > 1 ? String(controlGroup) : ''),
        spare: true,
      },
      { title: 'Created', cell: ({ createdAt }) => relativeTime(createdAt, page.now), spare: true },
    ],
    page,
  )
  const troubled = items.flatMap(({ parts }) => parts.filter(({ healthy }) => !healthy))
  const sections = [shards]
  if (troubled.length > 0) sections.push(partsTable(troubled, page))
  return sections.join('\n\n')
}

/** Wide enough to compare loads at a glance, narrow enough for a terminal of 80 columns. */
const BAR_WIDTH = 20

export const shardMapView: View<OutputOf<typeof mapShards>> = ({ items, totals }, page) => {
  if (items.length === 0) return 'No such shards.'
  const map = table(
    items,
    [
      { title: 'Shard', cell: ({ shardId }) => shardId, whole: true },
      {
        title: 'Load',
        cell: (shard) => ({ text: barOf(shard), style: STATE_STYLES[shard.state] }),
        whole: true,
      },
      { title: 'Sites', cell: loadOf, align: 'right' },
      { title: 'State', cell: ({ state }) => stateCell(state) },
      { title: 'Region', cell: ({ region }) => region, spare: true },
      { title: 'Why', cell: ({ reasons }) => reasons.join(' '), spare: true },
    ],
    page,
  )
  const { shards, sites, roomToTarget, roomToMax } = totals
  return `${map}\n\n${count(shards, 'shard')} with ${count(sites, 'site')}; room for ${roomToTarget} more to the target, ${roomToMax} to the limit.`
}

/** `████████·····|····`, with a mark where the target is. */
function barOf({ sites, sitesTarget, sitesMax }: ShardSummary): string {
  const cell = (number: number) => Math.round((number / Math.max(1, sitesMax)) * BAR_WIDTH)
  const [full, target] = [cell(sites), cell(sitesTarget)]
  return Array.from({ length: BAR_WIDTH }, (_, at) => (at < full ? '█' : at === target ? '|' : '·')).join('')
}

export const shardView: View<ShardDetails> = (shard, page) => {
  const head = details(
    [
      ['State', stateCell(shard.state)],
      ['Why', shard.reasons.join('\n')],
      ['Sites', `${loadOf(shard)}, ${shard.sitesTarget} is the target${leftBehindOf(shard)}`],
      ['Warm slots', String(shard.warmSlots)],
      ['Tiers', shard.tiers.join(', ')],
      ['Region', shard.region],
      ['Control group', String(shard.controlGroup)],
      ['Created', relativeTime(shard.createdAt, page.now)],
    ],
    page,
  )
  const sections = [`${page.paint('bold', shard.shardId)}\n${head}`]
  if (shard.parts.length > 0) sections.push(partsTable(shard.parts, page))
  if (shard.history.length > 0) {
    sections.push(
      table(
        shard.history,
        [
          { title: 'When', cell: ({ at }) => relativeTime(at, page.now) },
          { title: 'Kind', cell: ({ kind, state }) => (state === undefined ? kind : stateCell(state)) },
          { title: 'What happened', cell: ({ what }) => what },
        ],
        page,
      ),
    )
  }
  return sections.join('\n\n')
}

const DONE: Record<string, string> = {
  'shards.create': 'is there and takes sites.',
  'shards.retire': 'is gone for good.',
}

export const shardOutcomeView: View<ShardOperation> = ({ shard, operation }, page) =>
  operation.state === 'succeeded'
    ? `${page.paint('green', '✓')} ${page.paint('bold', shard.shardId)} ${DONE[operation.action] ?? 'is done.'}`
    : `${operation.title}: ${operation.state} (${operation.operationId})`

type Drained = OutputOf<typeof drainShard>

export const drainView: View<Drained> = (drained, page) => {
  const { shard, bulk, stay } = drained
  const staying = stay.map((some) => `  ${staysOf(some)}`)
  if (bulk !== undefined)
    return [`${shard.shardId} takes no new sites.`, ...staying, '', bulkView(bulk, page)].join('\n')
  const none = `${shard.shardId} takes no new sites and has none to move.`
  return stay.length > 0 ? [none, ...staying].join('\n') : `${none} ${nextOf(drained)}`
}

function staysOf({ reason, sites, names }: Drained['stay'][number]): string {
  const rest = sites > names.length ? ` and ${sites - names.length} more` : ''
  const [name = ''] = names
  const unpin = reason.startsWith('pinned') ? `; unpin: aipress site pin ${name} --no-pinned` : ''
  return `${sites === 1 ? '1 site stays' : `${sites} sites stay`}, ${reason}: ${names.join(', ')}${rest}${unpin}`
}

const nextOf = ({ shard }: Drained) =>
  `${shard.sites === 0 ? 'Remove it' : 'Remove it, once the places of those that moved away are emptied'}: aipress shard retire ${shard.shardId}`

export const undrainView: View<OutputOf<typeof undrainShard>> = ({ shard }, page) =>
  `${page.paint('green', '✓')} ${shard.shardId} takes sites again; it has ${loadOf(shard)}.`

const leftBehindOf = ({ leftBehind }: ShardDetails) =>
  leftBehind === 0 ? '' : `; ${leftBehind} of them moved away, their places are kept for some minutes`

function memoryOf(parts: readonly PartHealth[]): string {
  return parts.length === 0 ? '' : bytes(parts.reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, 0))
}
