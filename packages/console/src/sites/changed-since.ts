import type { Site } from '@aipress/contract/sites.ts'
import { TIER_LABELS } from './site-state.tsx'

/**
 * What is otherwise now than a card was made with, in words; empty while something is under way, of which the card
 * tells. A card stays true, and what was said with it stays: this keeps the two from contradicting one another.
 */
export function changedSince(then: Site, now: Site): string[] {
  if (then.state === 'creating' || now.state === 'creating' || now.operationId !== undefined) return []
  return [
    ...(now.state === then.state ? [] : [`it is ${now.state} now`]),
    ...(now.title === then.title ? [] : [`it is called ${now.title} now`]),
    ...(now.tier === then.tier ? [] : [`it is a ${TIER_LABELS[now.tier].toLowerCase()} site now`]),
    ...(now.url === then.url ? [] : [`its address is ${now.url} now`]),
    ...(now.shardId === then.shardId ? [] : [`it is on ${now.shardId} now`]),
  ]
}
