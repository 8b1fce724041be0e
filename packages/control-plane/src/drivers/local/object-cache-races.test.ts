import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { type CachedSites, openCachedSites, type Redis } from './testing/cached-sites.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

let sites: CachedSites
beforeAll(async () => {
  sites = await openCachedSites(5)
}, 120_000)
afterAll(() => sites?.[Symbol.asyncDispose](), 60_000)

describe('two requests at the same time', () => {
  test('count together, and one alone gets a lock', async () => {
    const { json, php } = sites
    await php(`wp_cache_set('n', 0, 'g');`)
    const each = Array.from({ length: 4 }, () =>
      json(
        `[array_map(fn() => wp_cache_incr('n', 1, 'g'), range(1, 150))[149], wp_cache_add('lock', 1, 'g')]`,
      ),
    )
    const answers = (await Promise.all(each)) as [number, boolean][]
    expect(answers.filter(([, gotIt]) => gotIt)).toHaveLength(1)
    expect(
      await json(`[wp_cache_get('n', 'g'), wp_cache_delete('lock', 'g'), wp_cache_add('lock', 1, 'g')]`),
    ).toEqual([600, true, true])
  })

  test('that change two options leave both changed', async () => {
    const { json, php } = sites
    await php(`add_option('first', 'old', '', true); add_option('second', 'old', '', true);`)
    // What update_option does, step by step, so that the other one fits in between.
    const slow = php(`
      $all = wp_load_alloptions(true);
      say('loaded');
      hear('changed');
      $GLOBALS['wpdb']->update($GLOBALS['wpdb']->options, ['option_value' => 'new'], ['option_name' => 'first']);
      $all['first'] = 'new';
      wp_cache_set('alloptions', $all, 'options');
      echo get_option('first');
    `)
    await php(`hear('loaded'); update_option('second', 'new'); say('changed');`)
    expect(await slow).toBe('new')
    for (const _ of [1, 2])
      expect(await json(`[get_option('first'), get_option('second')]`)).toEqual(['new', 'new'])
  })

  test('that write one option leave what the database has', async () => {
    const { json, php } = sites
    await php(`add_option('single', '0', '', false);`)
    const slow = php(`
      $GLOBALS['wpdb']->update($GLOBALS['wpdb']->options, ['option_value' => '1'], ['option_name' => 'single']);
      say('written');
      hear('overtaken');
      wp_cache_set('single', '1', 'options');
    `)
    await php(`hear('written'); update_option('single', '2'); say('overtaken');`)
    await slow
    expect(await json(`get_option('single')`)).toBe('2')
  })

  test('of which one reads what the other changes do not leave the old row', async () => {
    const { json, php } = sites
    const id = Number(await php(`echo wp_insert_post(['post_title' => 'Old', 'post_status' => 'publish']);`))
    const slow = php(`
      $row = $GLOBALS['wpdb']->get_row("SELECT * FROM wp_posts WHERE ID = ${id}");
      say('read');
      hear('edited');
      wp_cache_add(${id}, sanitize_post($row, 'raw'), 'posts');
      echo get_post(${id})->post_title;
    `)
    await php(`hear('read'); wp_update_post(['ID' => ${id}, 'post_title' => 'New']); say('edited');`)
    await slow
    expect(await json(`get_post(${id})->post_title`)).toBe('New')
  })

  test('of which one looks in vain for what the other adds do not hide it', async () => {
    const { json, php } = sites
    const slow = php(`
      get_option('unrelated');
      $absent = wp_cache_get('notoptions', 'options');
      say('in vain');
      hear('added');
      wp_cache_set('notoptions', ['late' => true] + $absent, 'options');
    `)
    await php(`hear('in vain'); add_option('late', 'here', '', false); say('added');`)
    await slow
    for (const _ of [1, 2]) expect(await json(`get_option('late')`)).toBe('here')
    // Where nobody adds anything it is remembered.
    await php(`get_option('never there');`)
    expect(await json(`[get_option('never there'), $GLOBALS['wpdb']->num_queries]`)).toEqual([
      false,
      expect.any(Number),
    ])
  })
})

describe('the list of options that do not exist', () => {
  test('hides nothing that somebody adds while it is deleted', async () => {
    const { json, php } = sites
    await php(`add_option('sign', 'old', '', false); wp_cache_flush();`)
    // What delete_option does, step by step, in a request that has not needed the list before.
    const deleting = php(`
      wp_cache_flush_runtime();
      $GLOBALS['wpdb']->delete($GLOBALS['wpdb']->options, ['option_name' => 'sign']);
      wp_cache_delete('sign', 'options');
      say('deleted');
      hear('added again');
      $absent = wp_cache_get('notoptions', 'options');
      wp_cache_set('notoptions', ['sign' => true] + (is_array($absent) ? $absent : []), 'options');
    `)
    await php(`hear('deleted'); add_option('sign', 'new', '', false); say('added again');`)
    await deleting
    expect(await json(`get_option('sign')`)).toBe('new')
  })

  test('is not begun anew by a third over what the second has just added', async () => {
    const { json, php } = sites
    await php('wp_cache_flush();')
    await php('')
    const slow = php(`
      $absent = wp_cache_get('notoptions', 'options');
      say('in vain, too');
      hear('begun anew');
      wp_cache_set('notoptions', ['third' => true] + $absent, 'options');
    `)
    await php(`hear('in vain, too'); add_option('third', 'here', '', false);`)
    await php('')
    await php(`say('begun anew');`)
    await slow
    expect(await json(`get_option('third')`)).toBe('here')
  })

  test.each([
    ['noticed by it', ''],
    ['noticed before', `wp_cache_get('anything', 'g');`],
  ])('of before an emptying, %s, does not come after it', async (how, notice) => {
    const { json, php, shard, sql, bakery } = sites
    const name = `imported, ${how}`
    await php('wp_cache_flush();')
    const slow = php(`
      wp_cache_set('notoptions', [], 'options');
      say('looked, ${how}');
      hear('${name}');
      ${notice}
      wp_cache_set('notoptions', ['${name}' => true], 'options');
    `)
    await php(`hear('looked, ${how}');`)
    await sql(
      `INSERT INTO wp_options (option_name, option_value, autoload) VALUES ('${name}', 'here', 'off')`,
    )
    await shard.siteHost.forgetObjects(bakery, AbortSignal.timeout(60_000))
    // Without a request, which would begin the list itself.
    const { temporary } = shard.layout.shard(bakery.shardId).slot(bakery.slot)
    await writeFile(join(temporary, `said-${name}`), '')
    await slow
    expect(await json(`get_option('${name}')`)).toBe('here')
  })

  test('ages although names are added to it', async () => {
    const { bakery, php, shard, withRedis } = sites
    await php('wp_cache_flush();')
    await php(`get_option('one that is not there');`)
    const { cachePrefix } = shard.layout.shard(bakery.shardId).slot(bakery.slot)
    await withRedis(async (redis) => {
      const word = await redis.get(`${cachePrefix}words`)
      const key = `${cachePrefix}${word}:7:options:notoptions`
      const before = await redis.get(key)
      await redis.expire(key, 100)
      await php(`get_option('another that is not there');`)
      expect(await redis.get(key)).not.toBe(before)
      expect(await redis.ttl(key)).toBeLessThanOrEqual(100)
    })
  })
})

describe('what changes the database past WordPress', () => {
  test('is seen at once after code in a command too, which leaves transients as they are', async () => {
    const { bakery, json, php, shard, sql, wp } = sites
    const signal = AbortSignal.timeout(60_000)
    await php(`wp_cache_flush(); wp_cache_flush_group('bread'); wp_cache_set('rye', 1, 'bread');`)
    await wp(bakery, 'transient', 'set', 'oven', 'hot', '600')
    for (const _ of [1, 2]) expect(await json(`get_option('blogname')`)).toBe('corner-bakery')
    for (const title of ['by code', 'by more code']) {
      await sql(`UPDATE wp_options SET option_value = '${title}' WHERE option_name = 'blogname'`)
      await shard.siteHost.forgetObjects(bakery, signal, 'all-but-transients')
      expect(
        await json(`[get_option('blogname'), get_transient('oven'), wp_cache_get('rye', 'bread')]`),
      ).toEqual([title, 'hot', false])
      expect(await wp(bakery, 'transient', 'get', 'oven')).toBe('hot')
    }
    await shard.siteHost.forgetObjects(bakery, signal)
    expect(await json(`get_transient('oven')`)).toBe(false)
    await sql(`UPDATE wp_options SET option_value = 'corner-bakery' WHERE option_name = 'blogname'`)
    await shard.siteHost.forgetObjects(bakery, signal, 'all-but-transients')
  })

  test('is not needed to be told where nothing was kept, or what was there makes no sense', async () => {
    const { bakery, json, shard, withRedis } = sites
    const { cachePrefix } = shard.layout.shard(bakery.shardId).slot(bakery.slot)
    for (const prepare of [
      (redis: Redis) => redis.del(`${cachePrefix}words`),
      (redis: Redis) => redis.set(`${cachePrefix}words`, '; not a word'),
      (redis: Redis) => redis.del(`${cachePrefix}words`).then(() => redis.lPush(`${cachePrefix}words`, 'a')),
    ]) {
      await withRedis<unknown>(prepare)
      await shard.siteHost.forgetObjects(bakery, AbortSignal.timeout(60_000), 'all-but-transients')
      expect(await withRedis((redis) => redis.exists(`${cachePrefix}words`))).toBe(0)
    }
    expect(await json('wp_using_ext_object_cache()')).toBe(true)
  })

  test('is seen at once: titles, addresses, and whatever else the platform says it has changed', async () => {
    const { bakery, json, shard, sql } = sites
    const signal = AbortSignal.timeout(60_000)
    const title = `get_option('blogname')`
    await sites.php('wp_cache_flush();')
    for (const _ of [1, 2]) expect(await json(title)).toBe('corner-bakery')
    await shard.siteHost.retitle(bakery, 'Old Bakery', signal)
    for (const _ of [1, 2]) expect(await json(title)).toBe('Old Bakery')
    await sql(`UPDATE wp_options SET option_value = 'by hand' WHERE option_name = 'blogname'`)
    await shard.siteHost.forgetObjects(bakery, signal)
    expect(await json(title)).toBe('by hand')
    const former = 'http://corner-bakery.localhost'
    await sql(`UPDATE wp_options SET option_value = '${former}/about' WHERE option_name = 'blogdescription'`)
    await shard.siteHost.forgetObjects(bakery, signal)
    expect(await json(`get_option('blogdescription')`)).toBe(`${former}/about`)
    await shard.siteHost.readdress(bakery, 'http://old-bakery.localhost', [former], signal)
    expect(await json(`get_option('blogdescription')`)).toBe('http://old-bakery.localhost/about')
    await shard.siteHost.readdress(bakery, former, ['http://old-bakery.localhost'], signal)
  })

  test('a copy of a site to where it has run before does not meet what was cached there', async () => {
    const { bakery, json, php, shard } = sites
    const signal = AbortSignal.timeout(60_000)
    const elsewhere = shard.freshPlace()
    await shard.siteHost.prepare(elsewhere, randomSecrets(), signal)
    await php(`add_option('flour', 'rye', '', true);`)
    await shard.siteHost.copy(bakery, elsewhere, signal)
    for (const _ of [1, 2]) expect(await json(`get_option('flour')`, elsewhere)).toBe('rye')
    await php(`update_option('flour', 'wheat');`)
    await shard.siteHost.copy(bakery, elsewhere, signal)
    expect(await json(`get_option('flour')`, elsewhere)).toBe('wheat')
  })

  test('whoever gets a slot after another meets nothing of theirs', async () => {
    const { json, php, shard, site, withRedis } = sites
    const place = await site('tenant')
    await php(`wp_cache_set('secret', 'of the tenant', 'g');`, place)
    await shard.siteHost.empty(place, AbortSignal.timeout(60_000))
    const { cachePrefix } = shard.layout.shard(place.shardId).slot(place.slot)
    expect(await withRedis((redis) => redis.keys(`${cachePrefix}*`))).toEqual([])
    await site('successor', place)
    expect(await json(`[wp_cache_get('secret', 'g'), get_option('blogname')]`, place)).toEqual([
      false,
      'successor',
    ])
  })
})
