import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  createSite,
  listShards,
  moveSite,
  type Operation,
  runWpCli,
  type Site,
  showSite,
} from '@aipress/contract'
import { execa } from 'execa'
import { layoutOf } from '../packages/control-plane/src/drivers/local/layout.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { figuresOf, timed } from './measure.ts'

const POSTS = 30_000
const META_PER_POST = 8
const FILES = 4_000
const FILE_BYTES = 256 * 1024
const MOVES = 4
const SHARD_MS_MAX = 120_000
const POLL_MS = 200

/**
 * A site with about 100 MB of database and 1 GB of uploads moves between two shards while somebody visits it all
 * the time, beside the same done by hand in the same run: site closed, dumped, loaded, files copied.
 */
export async function run(): Promise<void> {
  await using cloud = await startLocalCloud({
    withDurability: true,
    environment: { AIPRESS_SITES_PER_SHARD: '10', AIPRESS_WARM_SLOTS: '1', AIPRESS_MOVE_GRACE_MINUTES: '0' },
  })
  const { site, operation } = await cloud.call(createSite, { title: 'Big House' })
  await cloud.settled(operation.operationId)
  await twoShards(cloud)
  await fill(cloud, site.name)
  const megabytes = await databaseMegabytes(cloud, site)
  print([`Database ${megabytes} MB, ${FILES} files of ${FILE_BYTES / 1024} kB`])

  const pauses: number[] = []
  const totals: number[] = []
  const waits: number[] = []
  for (let count = 0; count < MOVES; count += 1) {
    const visitor = keepVisiting(cloud, site.name)
    const asked = await cloud.call(moveSite, { site: site.name })
    const done = await ended(cloud, asked.operation.operationId)
    waits.push(await visitor.stop())
    if (done.state !== 'succeeded') throw new Error(JSON.stringify(done))
    pauses.push(between(done, 'hold', 'open'))
    totals.push(between(done, 'prepare-target', 'open'))
    print([
      `move ${count + 1}: pause ${seconds(pauses.at(-1))}, in all ${seconds(totals.at(-1))} (${steps(done)})`,
    ])
  }
  const byHand = (await timed(() => moveByHand(cloud, site.name))).durationMs
  const pause = figuresOf(pauses)
  print([
    '',
    `Pause (aim 2 s): median ${seconds(pause.p50)}, longest ${seconds(pause.max)}; a visitor waited ${seconds(Math.max(...waits))} at most`,
    `From the call to the end: median ${seconds(figuresOf(totals).p50)}`,
    `By hand, with the site closed all the while: ${seconds(byHand)}, ${(byHand / pause.p50).toFixed(1)} times our pause`,
  ])
}

async function twoShards(cloud: LocalCloud): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    const { items } = await cloud.call(listShards, {})
    if (items.length === 2 && items.every(({ state }) => state === 'healthy')) return
    if (performance.now() - startedAt > SHARD_MS_MAX) throw new Error('There is no second shard.')
    await pause()
  }
}

/** Rows as WordPress has them, written by one statement each; files of random bytes, as pictures are. */
async function fill(cloud: LocalCloud, site: string): Promise<void> {
  const php = `
    global $wpdb;
    $text = str_repeat('Our bread is baked at four in the morning. ', 45);
    for ($i = 0; $i < ${POSTS}; $i += 500) {
      $rows = [];
      for ($j = 0; $j < 500; $j++) {
        $n = $i + $j;
        $rows[] = "(1, now(), now(), '$text $n', 'Post $n', '', 'publish', 'post-$n', now(), now(), '', '', '')";
      }
      $wpdb->query("INSERT INTO wp_posts (post_author, post_date, post_date_gmt, post_content, post_title, post_excerpt, post_status, post_name, post_modified, post_modified_gmt, to_ping, pinged, post_content_filtered) VALUES " . implode(',', $rows));
    }
    for ($k = 0; $k < ${META_PER_POST}; $k++) {
      $wpdb->query("INSERT INTO wp_postmeta (post_id, meta_key, meta_value) SELECT ID, '_meta_$k', md5(concat(ID, $k)) FROM wp_posts");
    }
    $base = wp_upload_dir()['basedir'];
    for ($i = 0; $i < ${FILES}; $i++) {
      $folder = "$base/2026/" . ($i % 12);
      if (!is_dir($folder)) mkdir($folder, 0750, true);
      file_put_contents("$folder/picture-$i.jpg", random_bytes(${FILE_BYTES}));
    }
    echo $wpdb->get_var('SELECT COUNT(*) FROM wp_posts') >= ${POSTS} ? 'filled' : $wpdb->last_error;`
  const { stdout, stderr } = await cloud.call(runWpCli, { site, args: ['eval', php] })
  if (!stdout.includes('filled')) throw new Error(`The site could not be filled: ${stdout} ${stderr}`)
}

async function databaseMegabytes(cloud: LocalCloud, { name }: Site): Promise<number> {
  const analyse = '$wpdb->query("ANALYZE TABLE wp_posts, wp_postmeta");'
  const sql = `echo round($wpdb->get_var("SELECT SUM(data_length + index_length) FROM information_schema.tables WHERE table_schema = DATABASE()") / 1e6);`
  const { stdout } = await cloud.call(runWpCli, {
    site: name,
    args: ['eval', `global $wpdb; ${analyse} ${sql}`],
  })
  return Number(stdout)
}

/** One visitor after another asks for the front page; answers how long the slowest waited. */
function keepVisiting(cloud: LocalCloud, site: string) {
  let stopped = false
  let slowestMs = 0
  const visiting = (async () => {
    while (!stopped) {
      const { durationMs, result } = await timed(() =>
        cloud.fetchSite(`${site}.localhost`, '/?p=1', { timeoutMs: 60_000 }),
      )
      if (result.status >= 400) throw new Error(`A visitor got ${result.status}.`)
      slowestMs = Math.max(slowestMs, durationMs)
      await pause()
    }
  })()
  return {
    async stop() {
      stopped = true
      await visiting
      return slowestMs
    },
  }
}

async function ended(cloud: LocalCloud, operationId: string): Promise<Operation> {
  for (;;) {
    const done = await cloud.settled(operationId).catch(() => undefined)
    if (done !== undefined) return done
  }
}

function between(operation: Operation, from: string, to: string): number {
  const at = (name: string) => operation.steps.find((step) => step.name === name)
  return Date.parse(at(to)?.finishedAt ?? '') - Date.parse(at(from)?.startedAt ?? '')
}

const steps = ({ steps: all }: Operation) =>
  all
    .map(({ name, startedAt, finishedAt }) => {
      return `${name} ${seconds(Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? ''))}`
    })
    .join(', ')

/** What a person with root's rights would type: dump, load into another server, copy the files. */
async function moveByHand(cloud: LocalCloud, name: string): Promise<void> {
  const { shardId } = await cloud.call(showSite, { site: name })
  const layout = layoutOf(cloud.home)
  const source = layout.shard(shardId)
  const target = layout.shard(shardId === 'shard-001' ? 'shard-002' : 'shard-001')
  const slot = await slotOf(cloud, name)
  const folder = await mkdtemp(join(tmpdir(), 'aipress-hand-'))
  const database = 'moved_by_hand'
  try {
    const dump = join(folder, 'dump.sql')
    await execa('mariadb-dump', [
      '-S',
      source.mariadb.socket,
      '--single-transaction',
      `--result-file=${dump}`,
      source.slot(slot).database,
    ])
    await execa('mariadb', ['-S', target.mariadb.socket, '-e', `CREATE DATABASE ${database}`])
    await execa('mariadb', ['-S', target.mariadb.socket, database, '-e', `source ${dump}`])
    await execa('cp', ['-a', source.slot(slot).media, join(folder, 'media')])
  } finally {
    await execa('mariadb', ['-S', target.mariadb.socket, '-e', `DROP DATABASE IF EXISTS ${database}`])
    await rm(folder, { recursive: true, force: true })
  }
}

async function slotOf(cloud: LocalCloud, name: string): Promise<number> {
  const { stdout } = await cloud.call(runWpCli, { site: name, args: ['eval', 'echo DB_NAME;'] })
  return Number(/\d+$/.exec(stdout.trim())?.[0])
}

const pause = () => delay(POLL_MS)
const seconds = (ms: number | undefined) => `${((ms ?? Number.NaN) / 1_000).toFixed(2)} s`

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
