import type { Phrasing } from './phrasing.ts'

export const PHP_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'php.show',
    say: [
      'php settings of {site}',
      'show php of {site}',
      'show the php of {site}',
      'which php version does {site} use',
      'php version of {site}',
      'how much memory does {site} have',
      'how large can uploads to {site} be',
      'how big can an upload to {site} be',
      'upload limit of {site}',
      'memory limit of {site}',
      'php extensions of {site}',
      'what php extensions are on {site}',
    ],
  },
  {
    action: 'php.set',
    say: [
      'set upload limit of {site} to {upload}',
      'increase the upload limit of {site} to {upload}',
      'change the upload limit of {site} to {upload}',
      'raise the upload limit to {upload} on {site}',
      'let {site} take uploads of {upload}',
      'set memory limit of {site} to {memory}',
      'raise the memory limit of {site} to {memory}',
      'increase the memory limit of {site} to {memory}',
      'change the memory limit of {site} to {memory}',
      'set the php memory of {site} to {memory}',
      'give {site} {memory} memory',
      'set the execution time of {site} to {seconds} seconds',
      'raise the execution time of {site} to {seconds} seconds',
      'let php run for {seconds} seconds on {site}',
    ],
  },
  {
    action: 'php.set',
    fixed: { reset: true },
    say: [
      'reset the php settings of {site}',
      'set the php settings of {site} back to the defaults',
      'take the default php settings for {site}',
    ],
  },
  {
    action: 'sites.logs',
    fixed: { kind: 'slow-query' },
    say: [
      'show slow queries of {site}',
      'show the slow queries of {site}',
      'slow queries of {site}',
      'slow query log of {site}',
      'which queries are slow on {site}',
      'which database queries of {site} are slow',
    ],
  },
  {
    action: 'sites.logs',
    fixed: { kind: 'slow-request' },
    say: [
      'show slow requests of {site}',
      'show the slow requests of {site}',
      'slow requests of {site}',
      'slow request log of {site}',
      'which pages of {site} are slow',
      'what is slow on {site}',
    ],
  },
  {
    action: 'errors.list',
    say: [
      'list php errors of {site}',
      'grouped php errors of {site}',
      'group the errors of {site}',
      'which errors does {site} have most',
      'list the php errors of all sites',
      'show the php errors of all sites',
    ],
  },
  {
    action: 'errors.dismiss',
    say: ['dismiss error {fingerprint} of {site}', 'dismiss {fingerprint} of {site}'],
  },
]
