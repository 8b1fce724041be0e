import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type CachedSites, openCachedSites } from './testing/cached-sites.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

let sites: CachedSites
beforeAll(async () => {
  sites = await openCachedSites(5)
}, 120_000)
afterAll(() => sites?.[Symbol.asyncDispose](), 60_000)

describe('within a request', () => {
  test('it behaves as WordPress’ own, whether or not Redis is there', async () => {
    const { bakery, php, json, shard, withRedis } = sites
    const code = await readFile(new URL('testing/object-cache-behaviours.php', import.meta.url), 'utf8')
    const own = JSON.parse(await sites.inOwnCache(code)) as Record<string, unknown>
    expect(Object.keys(own).length).toBeGreaterThan(60)
    expect(JSON.parse(await php(code, bakery))).toEqual(own)
    const lonely = await sites.site('lonely')
    const { database } = shard.layout.shard(lonely.shardId).slot(lonely.slot)
    await withRedis((redis) => redis.sendCommand(['ACL', 'DELUSER', database]))
    expect(await json('wp_using_ext_object_cache()', lonely)).toBe(false)
    expect(JSON.parse(await php(code, lonely))).toEqual(own)
  })

  test('WordPress and WP-CLI take it for what it is', async () => {
    const { bakery, json, php, wp } = sites
    expect(await json('[wp_using_ext_object_cache(), class_exists("WP_Object_Cache", false)]')).toEqual([
      true,
      true,
    ])
    expect(await wp(bakery, 'cache', 'type')).toBe('Redis')
    expect(await php('$GLOBALS["wp_object_cache"]->stats();')).toContain('Questions to Redis')
  })
})

describe('from one request to the next', () => {
  test('values stay, of their kind; those of groups that are not to be kept do not', async () => {
    const { bakery, neighbour, json, php, wp } = sites
    await php(`
      wp_cache_set_multiple(['int' => 5, 'text' => '5', 'no' => false, 'nil' => null, 'list' => [1, ['a' => 1.5]]], 'g');
      wp_cache_set('object', new ArrayObject([1]), 'g');
      wp_cache_add_non_persistent_groups('mine');
      wp_cache_set('a', 1, 'mine');
      wp_cache_set('a', 1, 'counts');
      set_transient('oven', 'hot', 60);
    `)
    expect(
      await json(`[
        wp_cache_get_multiple(['int', 'text', 'no', 'nil', 'list', 'none'], 'g'),
        [wp_cache_get('no', 'g', false, $a), $a, wp_cache_get('none', 'g', false, $b), $b],
        get_class(wp_cache_get('object', 'g')),
        [wp_cache_get('a', 'mine'), wp_cache_get('a', 'counts')],
        get_transient('oven'),
      ]`),
    ).toEqual([
      { int: 5, text: '5', no: false, nil: null, list: [1, { a: 1.5 }], none: false },
      [false, true, false, false],
      'ArrayObject',
      [false, false],
      'hot',
    ])
    expect(await wp(bakery, 'eval', 'echo get_transient("oven");')).toBe('hot')
    expect(await json('wp_cache_get("int", "g")', neighbour)).toBe(false)
  })

  test('nothing is kept without end: as long as was asked, a month at most, and copies of rows an hour', async () => {
    const { bakery, shard, php, withRedis } = sites
    await php(`
      set_transient('minute', 'x', 60);
      set_transient('ever', 'x');
      wp_cache_set('long', 'x', 'g', YEAR_IN_SECONDS);
      wp_cache_set('any', 'x', 'g');
      wp_cache_set('past', 'x', 'g');
      wp_cache_set('past', 'x', 'g', -5);
      wp_cache_add('row', 'x', 'posts');
    `)
    const times = await withRedis(async (redis) => {
      const { cachePrefix } = shard.layout.shard(bakery.shardId).slot(bakery.slot)
      const keys = await redis.keys(`${cachePrefix}*`)
      const timeOf = async (end: string) =>
        [end, await redis.ttl(keys.find((key) => key.endsWith(`:${end}`)) ?? '')] as const
      const names = ['minute', 'ever', 'long', 'any', 'past', 'row']
      return Object.fromEntries(await Promise.all(names.map(timeOf)))
    })
    const near = (seconds: number) => expect.closeTo(seconds, -2)
    const [month, hour] = [near(30 * 86_400), near(3_600)]
    expect(times).toEqual({
      minute: near(60),
      ever: month,
      long: month,
      any: hour,
      past: -2,
      row: hour,
    })
    expect(times.minute).toBeLessThanOrEqual(60)
  })

  test('emptying is for all requests at once, those under way included, and for this site alone', async () => {
    const { bakery, neighbour, json, php, wp } = sites
    await php(`wp_cache_set('a', 'old', 'g'); wp_cache_set('a', 'old', 'spared');`)
    await php(`wp_cache_set('a', 'own', 'g');`, neighbour)
    const during = php(`
      $before = wp_cache_get('a', 'g');
      say('looked');
      hear('emptied');
      wp_cache_get('anything', 'g');
      echo json_encode([$before, wp_cache_get('a', 'g'), wp_cache_get('a', 'spared')]);
      wp_cache_set('late', 'of a request that began before', 'g');
    `)
    await php(`hear('looked'); wp_cache_flush_group('g'); say('emptied');`)
    expect(JSON.parse(await during)).toEqual(['old', false, 'old'])
    const late = 'of a request that began before'
    const both = '[wp_cache_get("a", "g"), wp_cache_get("late", "g"), wp_cache_get("a", "spared")]'
    expect(await json(both)).toEqual([false, late, 'old'])
    expect(await wp(bakery, 'cache', 'flush')).toContain('Success')
    expect(await json(both)).toEqual([false, false, false])
    expect(await json('wp_cache_get("a", "g")', neighbour)).toBe('own')
  })

  test('a front page asks Redis twice and the database nothing', async () => {
    const visit = async () => {
      const code = `
        ob_start();
        define('WP_USE_THEMES', true);
        wp();
        require ABSPATH . WPINC . '/template-loader.php';
        $page = ob_get_clean();
        $trips = (fn() => $this->shared->roundTrips())->call($GLOBALS['wp_object_cache']);
        echo json_encode(['whole' => str_contains($page, '</html>'), 'queries' => get_num_queries(), 'trips' => $trips]);
      `
      const visitor = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/index.php', REQUEST_URI: '/' }
      return JSON.parse(await sites.php(code, sites.bakery, visitor)) as unknown
    }
    await visit()
    await visit()
    expect(await visit()).toEqual({ whole: true, queries: 0, trips: 2 })
  })
})

describe('a value that is too large', () => {
  test('is not kept, nor is what was there before', async () => {
    const { json } = sites
    expect(
      await json(`[wp_cache_set('big', 'small', 'g'), wp_cache_set('big', str_repeat('x', 1100000), 'g')]`),
    ).toEqual([true, false])
    expect(await json(`wp_cache_get('big', 'g')`)).toBe(false)
    expect(
      await json(`[wp_cache_set('closure', fn() => 1, 'g'), is_callable(wp_cache_get('closure', 'g'))]`),
    ).toEqual([false, true])
  })

  test('among the options that are loaded with each page is left to the pages that want it', async () => {
    const { json, php } = sites
    await php(`add_option('huge', str_repeat('x', 3000000), '', true); add_option('beside', 'y', '', true);`)
    for (const _ of [1, 2]) {
      expect(
        await json(
          `[isset(wp_load_alloptions()['huge']), isset(wp_load_alloptions()['beside']), strlen(get_option('huge'))]`,
        ),
      ).toEqual([false, true, 3_000_000])
    }
    // The grave of the change above keeps the list out for ten seconds.
    await php(`wp_cache_flush();`)
    await php('')
    expect(await json(`[get_option('beside'), $GLOBALS['wpdb']->num_queries]`)).toEqual(['y', 0])
    expect(await json(`[update_option('huge', 'small now'), get_option('huge')]`)).toEqual([
      true,
      'small now',
    ])
    expect(await json(`[get_option('huge'), delete_option('huge')]`)).toEqual(['small now', true])
    expect(await json(`get_option('huge', 'gone')`)).toBe('gone')
  })

  test('and many of them push out none of a neighbour’s', async () => {
    const { bakery, neighbour, json, php } = sites
    await php(`wp_cache_set('rolls', 'fresh', 'g');`, neighbour)
    const kept = await json(
      `array_count_values(array_map(fn($i) => (int) wp_cache_set("large $i", str_repeat('x', 900000), 'g'), range(1, 60)))`,
    )
    expect(kept).toEqual({ 1: expect.closeTo(17, -0.5), 0: expect.closeTo(43, -0.5) })
    expect(await json(`wp_cache_get('rolls', 'g')`, neighbour)).toBe('fresh')
    expect(
      await json(
        `[wp_cache_set('more', str_repeat('x', 900000), 'g'), wp_cache_get('large 60', 'g')]`,
        bakery,
      ),
    ).toEqual([false, false])
    await sites.withRedis((redis) => redis.del(budgetKey()))
  })
})

const budgetKey = () =>
  `${sites.shard.layout.shard(sites.bakery.shardId).slot(sites.bakery.slot).cachePrefix}bytes`

describe('the budget of large values', () => {
  test('is charged for what got in, not for options that everybody reads after a change of one', async () => {
    const { json, php, withRedis } = sites
    await php(
      `for ($i = 0; $i < 4; $i++) { add_option("menu $i", str_repeat((string) $i, 90000), '', true); }`,
    )
    await withRedis((redis) => redis.del(budgetKey()))
    // As 60 requests would within the ten seconds after each change.
    await php(`
      for ($i = 0; $i < 60; $i++) {
        update_option('tick', $i, true);
        wp_cache_flush_runtime();
        wp_load_alloptions(true);
      }
    `)
    expect(Number(await withRedis((redis) => redis.get(budgetKey())))).toBeLessThan(1_000_000)
    // Once the grave is away one offer gets in, and is charged as such.
    await php('wp_cache_flush();')
    await php('wp_load_alloptions();')
    expect(Number(await withRedis((redis) => redis.get(budgetKey())))).toBeGreaterThan(360_000)
    expect(await json(`wp_cache_set('cake', str_repeat('x', 9000), 'g')`)).toBe(true)
    await php(`for ($i = 0; $i < 4; $i++) { delete_option("menu $i"); }`)
  })

  test('keeps no transient, lock, counter or time of change from whoever has used it up', async () => {
    const { json, php, withRedis } = sites
    await php(`wp_cache_set('there', 'already', 'g');`)
    await withRedis((redis) => redis.set(budgetKey(), 17_000_000, { expiration: { type: 'EX', value: 600 } }))
    const large = `str_repeat('x', 50000)`
    expect(
      await json(`[
        wp_cache_set('cake', ${large}, 'g'),
        set_transient('menu', ${large}, 60),
        wp_cache_add('lock', 1, 'budget'),
        wp_cache_add('large lock', ${large}, 'budget'),
        wp_cache_add('there', ${large}, 'g'),
        wp_cache_set('n', 1, 'budget'),
        wp_cache_incr('n', 1, 'budget'),
        wp_cache_set('last_changed', 'now', 'posts'),
      ]`),
    ).toEqual([false, true, true, true, false, true, 2, true])
    expect(
      await json(`[
        wp_cache_get('cake', 'g'),
        strlen(get_transient('menu')),
        wp_cache_add('lock', 1, 'budget'),
        wp_cache_get('n', 'budget'),
        wp_cache_get('last_changed', 'posts'),
      ]`),
    ).toEqual([false, 50_000, false, 2, 'now'])
    await withRedis((redis) => redis.del(budgetKey()))
  })
})

describe('the reserve for what must not get lost', () => {
  test('has transients go to the database when it is used up, and none of before come back', async () => {
    const { json, php, withRedis } = sites
    const reserveKey = budgetKey().replace(/bytes$/, 'reserve')
    const useUp = () =>
      withRedis((redis) => redis.set(reserveKey, 17_000_000, { expiration: { type: 'EX', value: 600 } }))
    const state = `[wp_using_ext_object_cache(), get_transient('before'), get_transient('during')]`
    await php(`wp_cache_set('plain', 'kept', 'g'); set_transient('before', 'x', 60);`)
    await useUp()
    expect(await json(state)).toEqual([false, false, false])
    expect(await json(`[set_transient('during', 'y', 60), wp_cache_get('plain', 'g')]`)).toEqual([
      true,
      'kept',
    ])
    expect(await json(state)).toEqual([false, false, 'y'])
    await withRedis((redis) => redis.del(reserveKey))
    expect(await json(state)).toEqual([true, false, false])
    await useUp()
    expect(await json(state)).toEqual([false, false, false])
    await withRedis((redis) => redis.del(reserveKey))
  })

  test('is charged with transients and small values; transients may be larger than others', async () => {
    const { json, withRedis } = sites
    const reserveKey = budgetKey().replace(/bytes$/, 'reserve')
    await withRedis((redis) => redis.del([reserveKey, budgetKey()]))
    expect(await json(`set_transient('answer', str_repeat('x', 2000000), 60)`)).toBe(true)
    expect(await json(`strlen(get_transient('answer'))`)).toBe(2_000_000)
    const [reserve, budget] = await withRedis((redis) => redis.mGet([reserveKey, budgetKey()]))
    expect(Number(reserve)).toBeGreaterThan(2_000_000)
    expect(Number(budget)).toBeLessThan(1_000_000)
    await withRedis((redis) => redis.del(reserveKey))
  })
})

describe('what a page is used to', () => {
  /** Requests of one kind; the third gets ahead of need what the first two asked for. */
  const habitually = async (path: string, usual: string, code: string) => {
    const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/index.php', REQUEST_URI: path }
    for (const _ of [1, 2, 3]) await sites.php(usual, sites.bakery, params)
    return sites.php(code, sites.bakery, params)
  }
  const unused = `foreach (range(1, 5) as $i) { wp_cache_get("$i", 'usual'); }`

  test('is not of a group that turns out not to be kept', async () => {
    await sites.php(`wp_cache_set('a', 1, 'late'); wp_cache_set('b', 1, 'late');`)
    const usual = `${unused} wp_cache_get('a', 'late'); wp_cache_get('b', 'late');`
    const code = `
      $before = wp_cache_get('a', 'late');
      wp_cache_set('own', 2, 'late');
      wp_cache_add_non_persistent_groups('late');
      $values = wp_cache_get_multiple(['a', 'b', 'own'], 'late');
      $used = (fn() => array_keys($this->memory->used))->call($GLOBALS['wp_object_cache']);
      echo json_encode([$before, $values, preg_grep('/^late/', $used)]);
    `
    expect(JSON.parse(await habitually('/wp-json/late', usual, code))).toEqual([
      1,
      { a: false, b: false, own: 2 },
      [],
    ])
  })

  test('is looked at again by whoever hears that somebody else added it', async () => {
    const usual = `${unused} wp_cache_get('turn', 'g');`
    const second = habitually(
      '/',
      usual,
      `
      say('fetched ahead');
      hear('added');
      echo json_encode([wp_cache_add('turn', 'second', 'g'), wp_cache_get('turn', 'g')]);
    `,
    )
    await sites.php(`hear('fetched ahead'); wp_cache_add('turn', 'first', 'g'); say('added');`)
    expect(JSON.parse(await second)).toEqual([false, 'first'])
  })
})
