import type { ShardState } from '@aipress/contract/shards.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { StateDot, type Tone } from '../ui/badge.tsx'

const STATES: Record<ShardState, { label: string; tone: Tone }> = {
  down: { label: 'Down', tone: 'bad' },
  degraded: { label: 'Degraded', tone: 'warn' },
  draining: { label: 'Draining', tone: 'active' },
  preparing: { label: 'Preparing', tone: 'active' },
  healthy: { label: 'Healthy', tone: 'good' },
  retired: { label: 'Retired', tone: 'neutral' },
}

/** Those that need a person come first. */
export const SHARD_STATES = Object.keys(STATES) as ShardState[]

export function shardStateLabel(state: ShardState): string {
  return STATES[state].label
}

export function ShardStateDot({ state }: { state: ShardState }) {
  return <StateDot tone={STATES[state].tone}>{STATES[state].label}</StateDot>
}

const HEALTH: Record<Site['health'], { label: string; tone: Tone }> = {
  healthy: { label: 'Healthy', tone: 'good' },
  degraded: { label: 'Degraded', tone: 'warn' },
  down: { label: 'Down', tone: 'bad' },
}

export function HealthDot({ health }: { health: Site['health'] }) {
  return <StateDot tone={HEALTH[health].tone}>{HEALTH[health].label}</StateDot>
}
