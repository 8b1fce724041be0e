import {
  type BulkKind,
  changeSiteTier,
  deleteSite,
  labelSite,
  moveSite,
  resumeSite,
  type SiteState,
  suspendSite,
  type Tier,
} from '@aipress/contract'
import type { SiteRecord } from '../sites/index.ts'

/** What a bulk work does with each of its sites. */
export interface Change {
  readonly kind: BulkKind
  /** With `move`: the shard; wherever there is most room when undefined. */
  readonly to?: string | undefined
  /** With `move`, where it drains a shard: that one. Only sites that are still on it are moved. */
  readonly from?: string | undefined
  readonly tier?: Tier | undefined
  readonly label?: string | undefined
}

export interface Candidate extends Pick<SiteRecord, 'siteId' | 'state' | 'tier' | 'pinned' | 'place'> {
  readonly labels: readonly string[]
}

/** A call of one of the platform's own actions, as anybody could make it. */
export interface ChangeCall {
  readonly action: string
  readonly input: Record<string, unknown>
}

export function callFor(change: Change, siteId: string): ChangeCall {
  const of = (action: { name: string }, more: Record<string, unknown> = {}): ChangeCall => ({
    action: action.name,
    input: { site: siteId, ...more },
  })
  switch (change.kind) {
    case 'suspend':
      return of(suspendSite)
    case 'resume':
      return of(resumeSite)
    case 'delete':
      return of(deleteSite)
    case 'move':
      return of(moveSite, change.to === undefined ? {} : { to: change.to })
    case 'tier':
      return of(changeSiteTier, { tier: change.tier })
    case 'label':
      return of(labelSite, { add: change.label })
    case 'unlabel':
      return of(labelSite, { remove: change.label })
  }
}

const FITTING: Record<BulkKind, readonly SiteState[]> = {
  suspend: ['running'],
  resume: ['suspended'],
  delete: ['running', 'suspended'],
  // Deleted ones too, as long as they can be brought back: they keep their shard from being emptied.
  move: ['running', 'suspended', 'deleted'],
  tier: ['running', 'suspended'],
  label: ['creating', 'running', 'suspended', 'deleted'],
  unlabel: ['creating', 'running', 'suspended', 'deleted'],
}

/** Why the site would be left out; undefined where it would be changed. The same for preview, start and each turn. */
export function reasonAgainst(change: Change, site: Candidate): string | undefined {
  if (!FITTING[change.kind].includes(site.state)) return site.state
  switch (change.kind) {
    case 'move':
      if (site.pinned) return 'pinned to its shard'
      if (change.from !== undefined && site.place.shardId !== change.from) return 'elsewhere already'
      return site.place.shardId === change.to ? `on ${change.to} already` : undefined
    case 'tier':
      return site.tier === change.tier ? `${change.tier} already` : undefined
    case 'label':
      return site.labels.includes(change.label ?? '') ? 'labelled so already' : undefined
    case 'unlabel':
      return site.labels.includes(change.label ?? '') ? undefined : 'without that label'
    default:
      return undefined
  }
}

/** "Suspend 12 sites". */
export function titleOf(change: Change, sites: number): string {
  const what = sites === 1 ? '1 site' : `${sites} sites`
  switch (change.kind) {
    case 'suspend':
      return `Suspend ${what}`
    case 'resume':
      return `Resume ${what}`
    case 'delete':
      return `Delete ${what}`
    case 'move':
      return change.to === undefined ? `Move ${what}` : `Move ${what} to ${change.to}`
    case 'tier':
      return `Make ${what} ${change.tier}`
    case 'label':
      return `Label ${what} ${change.label}`
    case 'unlabel':
      return `Take the label ${change.label} off ${what}`
  }
}
