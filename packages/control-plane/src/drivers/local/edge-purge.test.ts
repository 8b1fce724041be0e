import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  layOutSite,
  siteRoute,
  startEdge,
  startPhp,
  type TestEdge,
} from '../../../../../test/harness/edge.ts'
import { visit } from '../../../../../test/harness/http.ts'
import type { PurgedPart } from '../../platform/edge.ts'

/** Each page has its first folder as a tag, and `all`; every rendering has a number. */
const INDEX_PHP = `<?php
$file = fopen('COUNTER', 'c+');
flock($file, LOCK_EX);
$count = (int) fgets($file) + 1;
rewind($file);
fwrite($file, $count);
fclose($file);
$path = explode('/', $_SERVER['REQUEST_URI'])[1] ?? '';
header('Content-Type: text/html; charset=UTF-8');
header("Surrogate-Key: all $path");
header("Cache-Tag: of-cloudflare,kind:$path", false);
if ($path === 'slow') usleep(400000);
echo "<html><p>rendering $count</p></html>";
`
const [HOST, OTHER] = ['bakery.localhost', 'butcher.localhost']
const PLACE = { shardId: 'shard-001', slot: 1 }
const signal = () => AbortSignal.timeout(5_000)
let open: TestEdge
let php: AsyncDisposable

beforeAll(async () => {
  open = await startEdge()
  await layOutSite(open.layout, PLACE)
  const folder = join(open.layout.home, 'counting')
  await mkdir(folder)
  const counter = join(folder, 'counter')
  await writeFile(counter, '0')
  await chmod(folder, 0o777)
  await chmod(counter, 0o666)
  const program = INDEX_PHP.replaceAll('COUNTER', counter)
  await writeFile(join(open.layout.wordpress.core('0.0.1'), 'index.php'), program)
  php = await startPhp(open.layout, PLACE)
  for (const host of [HOST, OTHER]) await open.edge.publish(siteRoute(host), signal())
})
afterAll(async () => {
  await php?.[Symbol.asyncDispose]()
  await open?.[Symbol.asyncDispose]()
})
beforeEach(() => open.edge.purge(PLACE, signal()))

const get = (path: string, host = HOST) => visit({ port: open.port, host, path })
const stateOf = async (path: string, host = HOST) =>
  String((await get(path, host)).headers['x-aipress-cache'])
const purge = (part: PurgedPart) => open.edge.purge(PLACE, signal(), part)

async function keep(...paths: string[]): Promise<void> {
  for (const path of paths) {
    // With arguments a page is kept from the second time on.
    for (const _ of [1, 2]) await get(path)
    // Both of the edge's workers have it in their own memory.
    for (let count = 0; count < 8; count += 1) expect([path, await stateOf(path)]).toEqual([path, 'HIT'])
  }
}

test('the purge of a path forgets its page on all hostnames and with all arguments, and no other', async () => {
  await keep('/about/', '/about/?page=2', '/about/us/', '/')
  expect(await stateOf('/about/', OTHER)).toBe('MISS')
  await purge({ path: '/about/' })
  expect([
    await stateOf('/about/'),
    await stateOf('/about/?page=2'),
    await stateOf('/about/', OTHER),
  ]).toEqual(['MISS', 'MISS', 'MISS'])
  expect([await stateOf('/about/us/'), await stateOf('/')]).toEqual(['HIT', 'HIT'])
  await keep('/about/')
})

test('the purge of a path forgets its page with a slash at the end and without', async () => {
  await keep('/contact/', '/contact', '/contacts/')
  await purge({ path: '/contact' })
  expect([await stateOf('/contact/'), await stateOf('/contact')]).toEqual(['MISS', 'MISS'])
  await keep('/contact/', '/contact', '/')
  await purge({ path: '/contact/' })
  expect([await stateOf('/contact/'), await stateOf('/contact')]).toEqual(['MISS', 'MISS'])
  expect([await stateOf('/contacts/'), await stateOf('/')]).toEqual(['HIT', 'HIT'])
  await purge({ path: '/' })
  expect([await stateOf('/contacts/'), await stateOf('/')]).toEqual(['HIT', 'MISS'])
})

test('a path is the same however it is written', async () => {
  await keep('/caf%C3%A9/', '/a%20b+c/')
  await purge({ path: '/café/' })
  expect(await stateOf('/caf%c3%a9/')).toBe('MISS')
  expect(await stateOf('/a%20b+c/')).toBe('HIT')
  await purge({ path: '/a b+c/' })
  expect(await stateOf('/a%20b+c/')).toBe('MISS')
})

test.each(['bread', 'kind:bread'])(
  'the purge of the tag %s forgets all pages that have it, and no other',
  async (tag) => {
    await keep('/bread/1/', '/bread/2/?x=1', '/cake/')
    await purge({ tag })
    expect([await stateOf('/bread/1/'), await stateOf('/bread/2/?x=1'), await stateOf('/cake/')]).toEqual([
      'MISS',
      'MISS',
      'HIT',
    ])
    await purge({ tag: 'all' })
    expect([await stateOf('/bread/1/'), await stateOf('/cake/')]).toEqual(['MISS', 'MISS'])
  },
)

test('no visitor sees what tags a page has', async () => {
  for (const path of ['/tags/', '/tags/', '/wp-json/tags/']) {
    const { headers } = await get(path)
    expect([headers['surrogate-key'], headers['cache-tag']]).toEqual([undefined, undefined])
  }
})

test('a page that was being made while its path was purged is given to nobody', async () => {
  const first = get('/slow/')
  await vi.waitFor(async () => expect(await stateOf('/quick/')).toMatch(/MISS|HIT/))
  await purge({ path: '/slow/' })
  const made = (await first).body
  expect((await get('/slow/')).body).not.toBe(made)
})

test('after a hundred purges of parts all pages are made anew, and each is gone that was purged', async () => {
  await keep('/', '/1/')
  for (let count = 1; count <= 99; count += 1) await purge({ path: `/${count}/` })
  expect(await stateOf('/1/')).toBe('MISS')
  await purge({ path: '/100/' })
  expect(await stateOf('/')).toBe('MISS')
})
