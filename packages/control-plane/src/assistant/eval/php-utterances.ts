import type { Utterance } from './utterances.ts'

const call = (say: string, action: string, input: Record<string, unknown> = {}): Utterance => ({
  say,
  expect: { call: action, input },
})

export const PHP_UTTERANCES: readonly Utterance[] = [
  call('show the php settings of corner-bakery', 'php.show', { site: 'corner-bakery' }),
  call('which php version does Corner Bakery run?', 'php.show', { site: 'corner-bakery' }),
  call('what is the upload limit of jazz', 'php.show', { site: 'jazz' }),
  call('how large can uploads to the flower shop be?', 'php.show', { site: 'flower-shop' }),
  { say: 'show its php settings', focus: 'jazz', expect: { call: 'php.show', input: { site: 'jazz' } } },
  call('set the upload limit of corner-bakery to 128M', 'php.set', {
    site: 'corner-bakery',
    upload: '128M',
  }),
  call('please raise the upload limit of Corner Bakery to 200 MB', 'php.set', {
    site: 'corner-bakery',
    upload: '200 MB',
  }),
  call('give jazz 512M of memory', 'php.set', { site: 'jazz', memory: '512M' }),
  call('set the memory limit of flower-shop to 1G', 'php.set', { site: 'flower-shop', memory: '1G' }),
  call('set the php execution time of jazz to 90 seconds', 'php.set', { site: 'jazz', seconds: 90 }),
  call('reset the php settings of jazz', 'php.set', { site: 'jazz', reset: true }),
  call('show slow queries of corner-bakery', 'sites.logs', { site: 'corner-bakery', kind: 'slow-query' }),
  call('which queries are slow on jazz?', 'sites.logs', { site: 'jazz', kind: 'slow-query' }),
  call('show the slow requests of corner-bakery', 'sites.logs', {
    site: 'corner-bakery',
    kind: 'slow-request',
  }),
  call('why is the flower shop slow?', 'insights.site', { site: 'flower-shop' }),
  call('list the php errors', 'errors.list'),
  call('which php errors does corner-bakery have', 'errors.list', { site: 'corner-bakery' }),
  call('what is broken on jazz?', 'errors.list', { site: 'jazz' }),
  call('dismiss the error 3f9a0c2b71de of corner-bakery', 'errors.dismiss', {
    site: 'corner-bakery',
    fingerprint: '3f9a0c2b71de',
  }),
]
