import type { Phrasing } from './phrasing.ts'

/** Each with a time after it and without. */
const timed = (...phrases: string[]) => phrases.flatMap((phrase) => [phrase, `${phrase} {range}`])

export const INSIGHT_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'insights.sites',
    fixed: { by: 'latency' },
    say: [
      'which sites are slow and why',
      'why are my sites slow',
      'show slow sites',
      ...timed(
        'which sites are slow',
        'which sites were slow',
        'which of my sites are slow',
        'which sites are the slowest',
        'which site is the slowest',
        'what are the slowest sites',
        'show the slowest sites',
        'slowest sites',
        'slow sites',
        'which sites have the highest latency',
        'which sites respond slowly',
      ),
    ],
  },
  {
    action: 'insights.sites',
    fixed: { by: 'bandwidth' },
    say: timed(
      'who uses most bandwidth',
      'who uses the most bandwidth',
      'who uses the most traffic',
      'which site uses most bandwidth',
      'which site uses the most bandwidth',
      'which site uses the most traffic',
      'which sites use most bandwidth',
      'which sites use the most bandwidth',
      'which sites use the most traffic',
      'which site sends the most data',
      'top sites by bandwidth',
    ),
  },
  {
    action: 'insights.sites',
    fixed: { by: 'visits' },
    say: timed(
      'which sites have most visits',
      'which sites have the most visits',
      'which site has the most visitors',
      'which sites are visited most',
      'most visited sites',
      'what is my busiest site',
      'which site is the busiest',
      'top sites by visits',
    ),
  },
  {
    action: 'insights.sites',
    fixed: { by: 'errors' },
    say: timed(
      'which sites fail most',
      'which sites answer with errors',
      'which sites have server errors',
      'sites with server errors',
      'which sites have the highest error rate',
    ),
  },
  {
    action: 'insights.sites',
    fixed: { by: 'php-errors' },
    say: timed(
      'sites with php errors',
      'which sites have php errors',
      'which sites had php errors',
      'which sites have php errors',
      'show sites with php errors',
    ),
  },
  {
    action: 'insights.sites',
    fixed: { by: 'cache' },
    say: timed(
      'which sites have the lowest cache hit ratio',
      'which sites have the worst cache hit ratio',
      'which sites come least from the cache',
      'which sites miss the cache most',
      'cache hit ratio of my sites',
    ),
  },
  {
    action: 'insights.sites',
    fixed: { by: 'storage' },
    say: [
      'which sites use most storage',
      'which sites use the most storage',
      'which site uses the most disk space',
      'what are the largest sites',
      'which site is the largest',
      'largest sites',
    ],
  },
  {
    action: 'insights.site',
    purpose: 'cache',
    say: timed(
      'what is the cache hit ratio of {site}',
      'what was the cache hit ratio of {site}',
      'cache hit ratio of {site}',
      'cache hit rate of {site}',
      'what is the hit rate of {site}',
      'how well is {site} cached',
      'how much of {site} comes from the cache',
    ),
  },
  {
    action: 'insights.site',
    purpose: 'latency',
    say: timed(
      'how was {site} latency',
      'how is {site} latency',
      'what is the latency of {site}',
      'how was the latency of {site}',
      'latency of {site}',
      'show the latency of {site}',
      'response time of {site}',
      'what is the response time of {site}',
      'how fast is {site}',
      'how fast was {site}',
      'how slow is {site}',
      'is {site} slow',
      'was {site} slow',
      '{site} is slow',
    ),
  },
  {
    action: 'insights.site',
    purpose: 'errors',
    say: timed(
      'what is the error rate of {site}',
      'error rate of {site}',
      'how often does {site} fail',
      'how often did {site} fail',
    ),
  },
  // "This month" is asked of the plan; other times of what was measured.
  ...['today', 'yesterday', 'last week', 'last month', 'this week', 'last 7 days'].flatMap(
    (time): Phrasing[] => [
      {
        action: 'insights.site',
        purpose: 'visits',
        say: [
          `how many visits did {site} have ${time}`,
          `how many visitors did {site} have ${time}`,
          `visits of {site} ${time}`,
        ],
      },
      {
        action: 'insights.site',
        purpose: 'bandwidth',
        say: [`how much bandwidth did {site} use ${time}`, `traffic of {site} ${time}`],
      },
    ],
  ),
  {
    action: 'insights.site',
    say: timed('show the charts of {site}', 'charts of {site}', 'statistics of {site}', 'how did {site} do'),
  },
  {
    action: 'insights.changes',
    say: timed(
      'what has changed on {site}',
      'what changed at {site}',
      'what was changed on {site}',
      'what was done to {site}',
      'show the changes of {site}',
      'changes of {site}',
      'who changed {site}',
      'what happened on {site}',
    ),
  },
  {
    action: 'sites.list',
    purpose: 'cost',
    say: ['what will I pay this month', 'what do I pay this month', 'how much will I pay this month'],
  },
  { action: 'shards.show', say: ['how full is shard {shard}', 'how is shard {shard} doing'] },
]
