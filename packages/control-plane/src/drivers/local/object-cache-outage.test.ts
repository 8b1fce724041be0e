import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { bootFrontPage } from './front-page.ts'
import { redisService } from './redis.ts'
import { type CachedSites, openCachedSites } from './testing/cached-sites.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })
const BACK = { timeout: 30_000 }

let sites: CachedSites
beforeAll(async () => {
  sites = await openCachedSites(3)
}, 120_000)
afterAll(() => sites?.[Symbol.asyncDispose](), 60_000)

const isShared = () => sites.json('wp_using_ext_object_cache()')
const tripsCode = `(fn() => $this->shared->roundTrips())->call($GLOBALS['wp_object_cache'])`
const pageOf = async () => (await bootFrontPage(sites.shard.layout, sites.bakery)).body
const backAgain = () => expect.poll(isShared, BACK).toBe(true)

/** It takes connections and answers nothing, with all that it holds; the test's end lets it go on. */
async function hang(): Promise<() => void> {
  const { pid } = (await sites.shard.supervisor.status(redisService(sites.shard.shardId))) ?? {}
  if (pid === undefined) throw new Error('Redis does not run.')
  process.kill(pid, 'SIGSTOP')
  let isHung = true
  const goOn = () => {
    if (isHung) process.kill(pid, 'SIGCONT')
    isHung = false
  }
  onTestFinished(goOn)
  return goOn
}

test('a Redis that dies is not missed, and is used again by itself', async () => {
  const { php, shard } = sites
  expect(await isShared()).toBe(true)
  await shard.supervisor.stop(redisService(shard.shardId), AbortSignal.timeout(20_000))
  expect(await isShared()).toBe(false)
  expect(await pageOf()).toContain('corner-bakery')
  await php(`update_option('blogname', 'Without Redis'); set_transient('oven', 'hot', 60);`)
  expect(await pageOf()).toContain('Without Redis')
  // As without any cache: in the database, for later requests too.
  expect(await sites.json(`get_transient('oven')`)).toBe('hot')
  await shard.shardHost.ensure({ shardId: shard.shardId, slots: 3 }, AbortSignal.timeout(60_000))
  await backAgain()
  expect(await pageOf()).toContain('Without Redis')
})

test('a Redis that hangs is waited for by one request, not by all', async () => {
  await sites.json('1')
  const goOn = await hang()
  const trips = async () =>
    sites.json(`[wp_using_ext_object_cache(), ${tripsCode}, microtime(true) - WP_START_TIMESTAMP]`)
  const [, , seconds] = (await trips()) as [boolean, number, number]
  expect(seconds).toBeGreaterThan(0.9)
  for (const _ of [1, 2, 3]) {
    const [isUsed, asked, took] = (await trips()) as [boolean, number, number]
    expect([isUsed, asked]).toEqual([false, 0])
    expect(took).toBeLessThan(seconds)
  }
  goOn()
  await backAgain()
})

test('what changed while it hung is not as before when it is back', async () => {
  const { json, php } = sites
  const id = Number(
    await php(`add_option('flour', 'rye', '', false); echo wp_insert_post(['post_title' => 'Rye']);`),
  )
  const both = `[get_option('flour'), get_post(${id})->post_title]`
  await php('wp_cache_flush();')
  for (const _ of [1, 2]) expect(await json(both)).toEqual(['rye', 'Rye'])
  const goOn = await hang()
  await php(`update_option('flour', 'wheat'); wp_update_post(['ID' => ${id}, 'post_title' => 'Wheat']);`)
  expect(await json(both)).toEqual(['wheat', 'Wheat'])
  goOn()
  await backAgain()
  for (const _ of [1, 2]) expect(await json(both)).toEqual(['wheat', 'Wheat'])
})

test('a request that Redis was lost to in its middle leaves nothing of before', async () => {
  const { json, php } = sites
  await php(`add_option('oven', 'cold', '', false); wp_cache_flush();`)
  for (const _ of [1, 2]) expect(await json(`get_option('oven')`)).toBe('cold')
  const slow = php(
    `get_option('oven'); say('at work'); hear('hung'); update_option('oven', 'hot'); echo get_option('oven');`,
  )
  await php(`hear('at work');`)
  const goOn = await hang()
  await sites.php(`say('hung');`, sites.bakery)
  expect(await slow).toBe('hot')
  goOn()
  await backAgain()
  expect(await json(`get_option('oven')`)).toBe('hot')
})

test('nobody trusts the cache while somebody works who was cut off from it', async () => {
  const { json, php } = sites
  await php(`add_option('crust', 'soft', '', false); wp_cache_flush();`)
  for (const _ of [1, 2]) expect(await json(`get_option('crust')`)).toBe('soft')
  const goOn = await hang()
  const importing = php(`
    update_option('unrelated', 'x');
    say('cut off');
    hear('redis is back');
    update_option('crust', 'crisp');
    say('changed');
    hear('seen');
  `)
  await php(`hear('cut off');`)
  goOn()
  const lookAgain = () => json(`[${tripsCode} > 0, wp_using_ext_object_cache()]`)
  await expect.poll(lookAgain, BACK).toEqual([true, false])
  await php(`say('redis is back'); hear('changed');`)
  expect(await json(`[get_option('crust'), wp_using_ext_object_cache()]`)).toEqual(['crisp', false])
  await php(`say('seen');`)
  await importing
  await backAgain()
  expect(await json(`get_option('crust')`)).toBe('crisp')
})

test('nor afterwards, where that one was killed before it could say what it did', async () => {
  const { json, php, shard } = sites
  await php(`add_option('loaf', 'small', '', false); wp_cache_flush();`)
  for (const _ of [1, 2]) expect(await json(`get_option('loaf')`)).toBe('small')
  const goOn = await hang()
  const killed = php(
    `update_option('loaf', 'large'); touch(WP_TEMP_DIR . '/said-large'); exec('kill -9 ' . getmypid());`,
  )
  await expect(killed).rejects.toThrow(/PHP/)
  goOn()
  await backAgain()
  expect(await json(`get_option('loaf')`)).toBe('large')
  const { temporary } = shard.layout.shard(sites.bakery.shardId).slot(sites.bakery.slot)
  expect((await execa('ls', [temporary])).stdout).not.toContain('object-cache')
})

test('transients of an outage are not taken for present ones in the next', async () => {
  const { json, php } = sites
  const outage = async (work: () => Promise<unknown>) => {
    const goOn = await hang()
    await work()
    goOn()
    await backAgain()
  }
  await outage(() => php(`set_transient('special', 'rolls');`))
  await php(`set_transient('special', 'bread'); delete_transient('special');`)
  await outage(async () => expect(await json(`get_transient('special')`)).toBe(false))
})

test('the platform is told of a cache that does not answer; one that is gone counts as forgotten', async () => {
  const { bakery, shard } = sites
  const forget = (milliseconds: number) =>
    shard.siteHost.forgetObjects(bakery, AbortSignal.timeout(milliseconds))
  await forget(10_000)
  const goOn = await hang()
  await expect(forget(200)).rejects.toMatchObject({ code: 'platform_unavailable' })
  goOn()
  await shard.supervisor.stop(redisService(shard.shardId), AbortSignal.timeout(20_000))
  await forget(10_000)
  await shard.shardHost.ensure({ shardId: shard.shardId, slots: 3 }, AbortSignal.timeout(60_000))
  await forget(10_000)
})

describe('the file of one who is cut off', () => {
  const begin = `
    $folder = WP_TEMP_DIR . '/outage';
    $isHeld = function () use ($folder) {
      foreach (glob("$folder/blind-*") ?: [] as $path) {
        $file = @fopen($path, 'r');
        if ($file !== false && !flock($file, LOCK_SH | LOCK_NB)) { return true; }
      }
      return false;
    };
  `

  test('is made although the folder has gone that was there a moment ago', async () => {
    const code = `
      ${begin}
      $outage = new AIPress\\ObjectCache\\Outage($folder);
      $outage->begin();
      is_dir($folder);
      exec('rm -r ' . escapeshellarg($folder));
      $outage->changeBlindly();
      echo json_encode($isHeld());
    `
    expect(JSON.parse(await sites.php(code))).toBe(true)
  })

  test('is not taken away by who ends the outage meanwhile', async () => {
    const outage = 'new AIPress\\ObjectCache\\Outage($folder)'
    const ending = sites.php(`
      ${begin}
      say('ending');
      for ($i = 0; $i < 200000 && !file_exists(WP_TEMP_DIR . '/said-enough'); $i++) {
        (${outage})->end(static fn() => null);
        clearstatcache();
      }
    `)
    const lost = await sites.php(`
      ${begin}
      hear('ending');
      $lost = 0;
      for ($i = 0; $i < 1500; $i++) {
        $outage = ${outage};
        $outage->changeBlindly();
        $isHeld() || $lost++;
        unset($outage);
      }
      say('enough');
      echo $lost + count(glob("$folder-*"));
    `)
    await ending
    expect(lost).toBe('0')
  })
})

describe('a command that writes past WordPress', () => {
  const command = (name: string, signal: AbortSignal, ...more: string[]) => {
    const code = `
      $said = fn($word) => sys_get_temp_dir() . "/said-${name} $word";
      touch($said('at work'));
      for ($i = 0; $i < 4000 && !file_exists($said('go')); $i++) { usleep(5000); clearstatcache(); }
      isset($GLOBALS["wpdb"]) && $GLOBALS["wpdb"]->query("UPDATE wp_options SET option_value = 'after' WHERE option_name = '${name}'");
      touch($said('written'));
      for ($i = 0; $i < 4000 && !file_exists($said('end')); $i++) { usleep(5000); clearstatcache(); }
    `
    const run = { args: ['eval', code, ...more], writesPast: true, signal, onOutput: () => undefined }
    return sites.shard.siteHost.wp(sites.bakery, run)
  }
  const usual = async (name: string) => {
    await sites.php(`add_option('${name}', 'before', '', false); wp_cache_flush();`)
    for (const _ of [1, 2]) expect(await sites.json(`get_option('${name}')`)).toBe('before')
  }

  test('has nobody trust the cache while it runs, and what was in it is gone afterwards', async () => {
    await usual('dough')
    const running = command('dough', AbortSignal.timeout(60_000))
    await sites.php(`hear('dough at work'); say('dough go'); hear('dough written');`)
    expect(await sites.json(`[get_option('dough'), wp_using_ext_object_cache()]`)).toEqual(['after', false])
    await sites.php(`say('dough end');`)
    expect(await running).toEqual({ exitCode: 0 })
    expect(await sites.json(`[get_option('dough'), wp_using_ext_object_cache()]`)).toEqual(['after', true])
  })

  test('also where it is killed and nobody is there to empty it', async () => {
    await usual('salt')
    const kill = new AbortController()
    const running = command('salt', kill.signal)
    await sites.php(`hear('salt at work'); say('salt go'); hear('salt written');`)
    kill.abort()
    expect((await running).exitCode).not.toBe(0)
    expect(await sites.json(`[get_option('salt'), wp_using_ext_object_cache()]`)).toEqual(['after', true])
  })

  test('also where it does without WordPress', async () => {
    const running = command('yeast', AbortSignal.timeout(60_000), '--skip-wordpress')
    await sites.php(`hear('yeast at work');`)
    expect(await isShared()).toBe(false)
    await sites.php(`say('yeast go'); say('yeast end');`)
    expect(await running).toEqual({ exitCode: 0 })
    expect(await isShared()).toBe(true)
  })
})
