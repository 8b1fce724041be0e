import { link, mkdir, readFile, realpath, stat, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { createClient } from '@redis/client'
import { execa } from 'execa'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import type { SiteSecrets } from '../../platform/site-host.ts'
import { fastCgi } from './fastcgi.ts'
import { bootFrontPage } from './front-page.ts'
import { slotUser } from './slot-user.ts'
import { systemUser } from './system-user.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let shard: TestShard
let intruder: Site
let victim: Site

interface Site {
  readonly place: Place
  readonly secrets: SiteSecrets
  readonly user: { uid: number; gid: number }
}

beforeAll(async () => {
  shard = await startShard(3)
  intruder = await site('intruder')
  victim = await site('victim')
  const { media, temporary, mail } = slotOf(victim)
  await asUser(victim.user, [
    'sh',
    '-c',
    `umask 022; echo secret > ${media}/private.txt; echo secret > ${temporary}/x`,
  ])
  await asUser(victim.user, [
    'sh',
    '-c',
    `echo secret > ${mail}/new/1; echo '<?php return "secret";' > ${media}/code.php`,
  ])
}, 120_000)

afterAll(async () => {
  await shard?.[Symbol.asyncDispose]()
}, 60_000)

const slotOf = ({ place }: Site) => shard.layout.shard(place.shardId).slot(place.slot)

async function site(name: string): Promise<Site> {
  const [place, secrets, signal] = [shard.freshPlace(), randomSecrets(), AbortSignal.timeout(60_000)]
  await shard.siteHost.prepare(place, secrets, signal)
  const identity = {
    siteId: `site_${name}`,
    title: name,
    adminEmail: `${name}@example.com`,
    url: `http://${name}.localhost`,
  }
  await shard.siteHost.claim(place, identity, signal)
  return { place, secrets, user: slotUser(shard.layout.home, place) }
}

const connectAs = ({ place, secrets }: Site) => {
  const { database } = shard.layout.shard(place.shardId).slot(place.slot)
  const { socket: socketPath } = shard.layout.shard(place.shardId).mariadb
  return mysql.createConnection({ socketPath, user: database, password: secrets.databasePassword, database })
}

const asUser = (user: { uid: number; gid: number }, [program = '', ...args]: string[]) =>
  execa(program, args, { ...user, reject: false, cwd: '/' })

/** Runs code in the intruder's own PHP pool, as a plugin of it would. */
async function inPool(code: string, { place, user }: Site = intruder) {
  const { media, socket } = shard.layout.shard(place.shardId).slot(place.slot)
  const script = join(media, `${Math.random().toString(36).slice(2)}.php`)
  await writeFile(script, `<?php error_reporting(0); ${code}`)
  await execa('chown', [`${user.uid}:${user.gid}`, script])
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/x.php', SCRIPT_FILENAME: script }
  return (await fastCgi({ socket, params, timeoutMs: 20_000 })).body
}

describe('a slot', () => {
  test('is closed to its neighbours’ users', async () => {
    const { root, configuration, state, media, temporary, mail, phpLog, socket, releases } = slotOf(victim)
    const shardLayout = shard.layout.shard(victim.place.shardId)
    const readable = [
      configuration,
      state,
      join(media, 'private.txt'),
      join(temporary, 'x'),
      join(mail, 'new/1'),
      phpLog,
    ]
    const secrets = [shardLayout.redis.password, shardLayout.redis.users, shardLayout.redis.configuration]
    const golden = shard.layout.wordpress.goldenDatabase(shard.wordpressVersion)
    for (const path of [...readable, ...secrets, golden]) {
      expect((await stat(path)).isFile()).toBe(true)
      expect([path, (await asUser(intruder.user, ['cat', path])).exitCode]).toEqual([path, 1])
    }
    for (const folder of [
      root,
      media,
      temporary,
      mail,
      releases,
      shardLayout.root,
      shardLayout.mariadb.data,
      join(socket, '..'),
    ]) {
      expect([folder, (await asUser(intruder.user, ['ls', folder])).exitCode]).toEqual([folder, 2])
    }
  })

  test('shows the web server its media and code, and nothing else', async () => {
    const { configuration, temporary, mail, media, live } = slotOf(victim)
    const web = await systemUser('www-data')
    expect((await asUser(web, ['cat', join(live, 'wp-content/uploads/private.txt')])).stdout).toBe('secret')
    expect((await asUser(web, ['cat', join(live, 'wordpress/index.php')])).exitCode).toBe(0)
    for (const path of [configuration, temporary, mail]) {
      expect((await asUser(web, ['cp', '-r', path, '/tmp'])).exitCode).toBe(1)
    }
    expect((await asUser(web, ['touch', join(media, 'y')])).exitCode).toBe(1)
  })

  test('cannot change any code, its own log’s folder or its own configuration', async () => {
    const { configuration, live, phpLog, root, mail } = slotOf(intruder)
    const core = join(live, 'wordpress')
    for (const path of [
      core,
      join(live, 'wp-content'),
      join(live, 'wp-content/mu-plugins'),
      join(phpLog, '..'),
      root,
      mail,
    ]) {
      expect([path, (await asUser(intruder.user, ['touch', join(path, 'x')])).exitCode]).toEqual([path, 1])
    }
    expect((await asUser(intruder.user, ['sh', '-c', `echo >> ${configuration}`])).exitCode).not.toBe(0)
  })

  test('runs PHP as its own user without further groups or ways to become root', async () => {
    const status = await inPool(`echo file_get_contents('/proc/self/status');`)
    const { uid, gid } = intruder.user
    expect(status).toMatch(new RegExp(`^Uid:\\t${uid}\\t${uid}\\t${uid}\\t${uid}$`, 'm'))
    expect(status).toMatch(new RegExp(`^Gid:\\t${gid}\\t${gid}\\t${gid}\\t${gid}$`, 'm'))
    expect(status).toMatch(new RegExp(`^Groups:\\s*(${gid} )?$`, 'm'))
    expect(status).toMatch(/^CapEff:\t0{16}$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
  })

  test('cannot ask a neighbour’s pool', async () => {
    const { socket } = slotOf(victim)
    expect(await inPool(`var_dump(stream_socket_client('unix://${socket}'));`)).toContain('bool(false)')
  })

  test('cannot take a neighbour’s code or configuration out of the shared OPcache', async () => {
    const { media, configuration } = slotOf(victim)
    const code = join(media, 'code.php')
    expect(await inPool(`echo include '${code}';`, victim)).toBe('secret')
    expect(await inPool(`echo include '${code}';`, victim)).toBe('secret')
    expect(await inPool(`var_dump(include '${code}');`)).toBe('bool(false)\n')
    expect((await bootFrontPage(shard.layout, victim.place)).status).toBe(200)
    expect(await inPool(`var_dump(include '${configuration}');`)).toBe('bool(false)\n')
    expect(await inPool('var_dump(opcache_get_status(), opcache_reset());')).toBe(
      'bool(false)\nbool(false)\n',
    )
    expect(await inPool(`var_dump(opcache_is_script_cached('${configuration}'), apcu_enabled());`)).toBe(
      'bool(false)\nbool(false)\n',
    )
    expect(
      await inPool('try { FFI::cdef("int getpid();"); echo "called"; } catch (Throwable) { echo "denied"; }'),
    ).toBe('denied')
  })

  test('has a database user that reaches its own schema alone', async () => {
    const { database } = slotOf(intruder)
    const connection = await mysql.createConnection({
      socketPath: shard.layout.shard(intruder.place.shardId).mariadb.socket,
      user: database,
      password: intruder.secrets.databasePassword,
      database,
    })
    try {
      const [own] = await connection.query('SELECT COUNT(*) AS n FROM wp_options')
      expect(own).toHaveLength(1)
      const [schemas] = await connection.query<mysql.RowDataPacket[]>(
        'SELECT schema_name AS name FROM information_schema.schemata',
      )
      expect(schemas.map((row) => row.name).sort()).toEqual(['information_schema', database])
      const other = slotOf(victim).database
      const denied = [
        `SELECT * FROM ${other}.wp_options`,
        `USE ${other}`,
        'CREATE DATABASE siteX01',
        `GRANT ALL ON ${database}.* TO '${other}'@'localhost'`,
        'SELECT * FROM mysql.global_priv',
        "SELECT 1 INTO OUTFILE '/tmp/aipress-outfile'",
        'SET GLOBAL max_connections = 1',
        'SHOW ENGINE INNODB STATUS',
      ]
      for (const sql of denied) {
        const code = await connection.query(sql).then(
          () => 'allowed',
          (error: { code: string }) => error.code,
        )
        expect([sql, code]).toEqual([sql, expect.stringMatching(/DENIED|NEEDED/)])
      }
      const [file] = await connection.query<mysql.RowDataPacket[]>("SELECT LOAD_FILE('/etc/passwd') AS text")
      expect(file[0]?.text).toBeNull()
    } finally {
      await connection.end()
    }
  })

  test('has a cache user that reaches its own keys alone', async () => {
    const { database, cachePrefix } = slotOf(intruder)
    const redis = createClient({
      username: database,
      password: intruder.secrets.cachePassword,
      socket: { path: shard.layout.shard(intruder.place.shardId).redis.socket, tls: false },
    })
    await redis.connect()
    try {
      await redis.set(`${cachePrefix}greeting`, 'hello')
      expect(await redis.get(`${cachePrefix}greeting`)).toBe('hello')
      const denied = [
        ['GET', `${slotOf(victim).cachePrefix}greeting`],
        ['SCAN', '0'],
        ['KEYS', '*'],
        ['RANDOMKEY'],
        ['DBSIZE'],
        ['FLUSHALL'],
        ['FLUSHDB'],
        ['SELECT', '0'],
        ['SWAPDB', '0', '0'],
        ['INFO'],
        ['CONFIG', 'GET', '*'],
        ['ACL', 'LIST'],
        ['CLIENT', 'LIST'],
        ['CLIENT', 'TRACKING', 'ON', 'BCAST'],
        ['MONITOR'],
        ['DEBUG', 'SLEEP', '0'],
        ['EVAL', 'return 1', '0'],
        ['PUBLISH', 'x', 'y'],
        ['MEMORY', 'STATS'],
        ['SHUTDOWN'],
      ]
      for (const command of denied) {
        const answer = await redis.sendCommand(command).then(String, (error: Error) => error.message)
        expect([command[0], answer]).toEqual([command[0], expect.stringMatching(/^NOPERM|not allowed/)])
      }
    } finally {
      redis.destroy()
    }
  })

  test('sees no process of others, neither from a page nor from WP-CLI', async () => {
    const output: string[] = []
    const stop = new AbortController()
    const running = shard.siteHost.wp(victim.place, {
      args: ['eval', 'echo "started"; /* hunter2 */ sleep(60);'],
      signal: stop.signal,
      onOutput: (_, text) => void output.push(text),
    })
    await expect.poll(() => output.join(''), { timeout: 30_000 }).toContain('started')
    const uid = `echo implode(" ", array_unique(array_map("fileowner", glob("/proc/[0-9]*"))));`
    expect(await inPool(uid)).toBe(String(intruder.user.uid))
    const seen: string[] = []
    await shard.siteHost.wp(intruder.place, {
      args: ['eval', 'foreach (glob("/proc/[0-9]*/cmdline") as $f) echo @file_get_contents($f);'],
      signal: AbortSignal.timeout(30_000),
      onOutput: (_, text) => void seen.push(text),
    })
    expect(seen.join('')).toContain('--path=')
    expect(seen.join('')).not.toContain('hunter2')
    stop.abort()
    await running
  })

  test('starts only so many processes, and leaves nothing in shared memory', async () => {
    const fork = `$n = 0; for ($i = 0; $i < 200; $i++) if (is_resource($p[] = proc_open(['sleep', '20'], [], $x))) $n++; echo $n;`
    const crowd = await site('crowd')
    const started = Number(await inPool(fork, crowd))
    expect(started).toBeGreaterThan(10)
    expect(started).toBeLessThan(64)
    await shard.siteHost.halt(crowd.place, AbortSignal.timeout(30_000))
    expect(await inPool(`var_dump(file_put_contents('/dev/shm/left', 'x'));`, crowd)).toBe('bool(false)\n')
  })

  test('leaves no memory behind by WP-CLI', async () => {
    const output: string[] = []
    await shard.siteHost.wp(intruder.place, {
      args: ['eval', 'var_dump(is_object(shm_attach(0x41495053)));'],
      signal: AbortSignal.timeout(30_000),
      onOutput: (_, text) => void output.push(text),
    })
    expect(output.join('')).toBe('bool(true)\n')
    expect((await execa('ipcs', ['--shmems'])).stdout).not.toContain('0x41495053')
  })

  test.for([
    ['template', 'functions.php', (up: string) => `${up}/code`],
    ['stylesheet', 'functions.php', (up: string) => `${up}/code`],
    ['WPLANG', 'code.l10n.php', (up: string) => `${up}/code/code`],
  ] as const)('cannot have an upload run as code by its option %s', async (row) => {
    const [option, file, pathFrom] = row
    const { media, live } = slotOf(victim)
    const write = `mkdir -p ${media}/code && echo '<?php echo "uploaded code ran";' > ${media}/code/${file}`
    await asUser(victim.user, ['sh', '-c', write])
    const folder = option === 'WPLANG' ? 'wp-content/languages' : 'wp-content/themes'
    const real = await realpath(join(live, folder))
    const connection = await connectAs(victim)
    const [before] = await connection.query<mysql.RowDataPacket[]>(
      'SELECT option_value AS value FROM wp_options WHERE option_name = ?',
      [option],
    )
    const set = 'REPLACE INTO wp_options (option_name, option_value) VALUES (?, ?)'
    try {
      for (const from of [real, join(live, folder)]) {
        await connection.query(set, [option, pathFrom(relative(from, media))])
        await shard.siteHost.forgetObjects(victim.place, AbortSignal.timeout(5_000))
        const page = await bootFrontPage(shard.layout, victim.place)
        expect([page.status, page.body.includes('uploaded code ran')]).toEqual([200, false])
        expect(page.body).toContain('</html>')
      }
    } finally {
      await connection.query(set, [option, before[0]?.value ?? ''])
      await connection.end()
    }
  })

  test('cannot have root read a stranger’s file as its mail or its log', async () => {
    const { mail, phpLog } = slotOf(intruder)
    const bait = join(shard.layout.home, 'bait')
    await writeFile(bait, 'the seal key', { mode: 0o600 })
    const folder = join(mail, 'new')
    await symlink(bait, join(folder, 'link'))
    await link(bait, join(folder, 'hard'))
    await mkdir(join(folder, 'folder'))
    await execa('mkfifo', [join(folder, 'pipe')])
    const mails = await shard.mailSpool.collect(AbortSignal.timeout(5_000))
    expect(mails.map((found) => found.slot)).toEqual([victim.place.slot])
    expect(await readFile(bait, 'utf8')).toBe('the seal key')
    expect((await asUser(intruder.user, ['mv', phpLog, join(phpLog, '../x')])).exitCode).toBe(1)
  })
})

describe('mail from a site', () => {
  test('is refused above 30 MB, and the site lives on', async () => {
    const code = `echo mail('a@example.com', 's', str_repeat('x', 31 * 1024 * 1024)) ? 'sent' : 'refused';`
    expect(await inPool(`ini_set('memory_limit', '512M'); ${code}`)).toBe('refused')
    expect(await inPool(`echo mail('a@example.com', 's', 'small') ? 'sent' : 'refused';`)).toBe('sent')
  })
})
