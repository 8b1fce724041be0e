import type { Me } from '@aipress/contract/accounts.ts'
import type { ShardState, ShardSummary } from '@aipress/contract/shards.ts'
import { may } from '../sign-in/session.ts'
import type { Verdict } from '../sites/site-can.ts'

type Rule = (shard: ShardSummary, me: Me) => Verdict

export const shardCan = {
  drain: rule(['healthy', 'degraded', 'down']),
  undrain: rule(['draining']),
  moveSites: rule(['healthy', 'degraded', 'draining'], (shard) =>
    shard.sites === 0 ? 'No site is on it.' : undefined,
  ),
  retire: rule(['draining', 'healthy', 'degraded', 'down'], ({ sites }) => {
    if (sites === 0) return undefined
    return `${sites === 1 ? 'One site is' : `${sites} sites are`} still on it; drain it first.`
  }),
} satisfies Record<string, Rule>

export function mayChangeShards(me: Me): Verdict {
  return may(me, 'platform:change')
    ? { allowed: true }
    : { allowed: false, reason: 'Your role does not allow this.' }
}

const STATE_REASONS: Record<ShardState, string> = {
  preparing: 'The shard is still being made.',
  healthy: 'The shard takes sites already.',
  degraded: 'The shard takes sites already.',
  down: 'The shard is down; mend it first.',
  draining: 'The shard is being drained.',
  retired: 'The shard is retired.',
}

function rule(
  states: readonly ShardState[],
  hindrance: (shard: ShardSummary) => string | undefined = () => undefined,
): Rule {
  return (shard, me) => {
    const permitted = mayChangeShards(me)
    if (!permitted.allowed) return permitted
    if (!states.includes(shard.state)) return { allowed: false, reason: STATE_REASONS[shard.state] }
    const reason = hindrance(shard)
    return reason === undefined ? { allowed: true } : { allowed: false, reason }
  }
}
