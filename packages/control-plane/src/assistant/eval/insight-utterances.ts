import type { Utterance } from './utterances.ts'

const call = (say: string, action: string, input: Record<string, unknown> = {}): Utterance => ({
  say,
  expect: { call: action, input },
})

export const INSIGHT_UTTERANCES: readonly Utterance[] = [
  call('which sites are slow, and why?', 'insights.sites', { by: 'latency' }),
  call('which sites were slow yesterday?', 'insights.sites', { by: 'latency', range: 'yesterday' }),
  call('show me the slowest sites of the last 3 days', 'insights.sites', {
    by: 'latency',
    range: 'last 3 days',
  }),
  call('who uses most bandwidth this month?', 'insights.sites', { by: 'bandwidth', range: 'this month' }),
  call('Which site uses the most traffic?', 'insights.sites', { by: 'bandwidth' }),
  call('sites with PHP errors today', 'insights.sites', { by: 'php-errors', range: 'today' }),
  call('which sites have php errors', 'insights.sites', { by: 'php-errors' }),
  call('what are the most visited sites this week', 'insights.sites', { by: 'visits', range: 'this week' }),
  call('rank my sites by visits last month', 'insights.sites', { by: 'visits', range: 'last month' }),
  call('which sites have the lowest cache hit ratio?', 'insights.sites', { by: 'cache' }),
  call('which sites use the most storage?', 'insights.sites', { by: 'storage' }),
  call('which sites have server errors since monday?', 'insights.sites', {
    by: 'errors',
    range: 'since monday',
  }),
  call('what changed on corner-bakery since yesterday?', 'insights.changes', {
    site: 'corner-bakery',
    range: 'since yesterday',
  }),
  call('what has changed on Corner Bakery in the last 24 hours', 'insights.changes', {
    site: 'corner-bakery',
    range: 'last 24 hours',
  }),
  call('what changed on jazz?', 'insights.changes', { site: 'jazz' }),
  call('what is the cache hit ratio of corner-bakery?', 'insights.site', { site: 'corner-bakery' }),
  call("how was the corner bakery's latency last week?", 'insights.site', {
    site: 'corner-bakery',
    range: 'last week',
  }),
  call('how fast is the flower shop', 'insights.site', { site: 'flower-shop' }),
  call('how many visits did jazz have yesterday?', 'insights.site', { site: 'jazz', range: 'yesterday' }),
  call('how many visits did jazz have this month?', 'usage.show', { site: 'jazz' }),
  call('show the performance of corner-bakery over the last three days', 'insights.site', {
    site: 'corner-bakery',
    range: 'last 3 days',
  }),
  { say: 'is it slow?', focus: 'jazz', expect: { call: 'insights.site', input: { site: 'jazz' } } },
  call('how full is shard 7?', 'shards.show', { shard: '7' }),
  call('what will I pay this month?', 'sites.list'),
]
