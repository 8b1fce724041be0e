import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTwoShards, type TestShards } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { slotUser } from './slot-user.ts'
import { systemUser } from './system-user.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let shards: TestShards

beforeAll(async () => {
  shards = await startTwoShards(12)
})
afterAll(async () => {
  await shards?.[Symbol.asyncDispose]()
})

const slotOf = (place: Place) => shards.layout.shard(place.shardId).slot(place.slot)
const within = () => AbortSignal.timeout(120_000)

/** A claimed site, and a slot that is prepared for it on the other shard. */
async function siteToMove() {
  const [from, to] = shards.freshPlaces()
  const secrets = randomSecrets()
  const siteId = `site_${from.slot}`
  await shards.siteHost.prepare(from, secrets, within())
  const identity = {
    siteId,
    title: 'Corner Bakery',
    adminEmail: 'anna@example.com',
    url: 'http://b.localhost',
  }
  await shards.siteHost.claim(from, identity, within())
  const { loginKey, salt } = secrets
  await shards.siteHost.prepare(to, { ...randomSecrets(), loginKey, salt }, within())
  return { from, to, siteId }
}

/** As the site's own code would: its user, in its media folder. */
async function asSite(place: Place, ...[program = '', ...args]: string[]) {
  const user = slotUser(shards.layout.home, place)
  return await execa(program, args, { ...user, cwd: slotOf(place).media })
}
const inShell = (place: Place, script: string) => asSite(place, 'sh', '-c', `umask 022; ${script}`)

async function inDatabase<T>(place: Place, work: (connection: mysql.Connection) => Promise<T>): Promise<T> {
  const { database } = await readSiteConfiguration(slotOf(place))
  const connection = await mysql.createConnection({
    socketPath: database.socket,
    user: database.user,
    password: database.password,
    database: database.name,
    multipleStatements: true,
  })
  try {
    return await work(connection)
  } finally {
    await connection.end()
  }
}
const query = (place: Place, sql: string) =>
  inDatabase(place, async (connection) => (await connection.query(sql))[0] as Record<string, unknown>[])

async function freezeCopyCompare(from: Place, to: Place) {
  await shards.siteHost.freeze(from, within())
  await shards.siteHost.copy(from, to, within())
  return await shards.siteHost.compare(from, to, within())
}

test('files of all names and kinds arrive, readable for nginx, and what is deleted goes', async () => {
  const { from, to } = await siteToMove()
  await inShell(
    from,
    `mkdir -p 2026/11 empty 'with space'; echo cat > 2026/11/cat.png; chmod 640 2026/11/cat.png
     printf x > "$(printf 'new\\nline')"; echo x > -rf; echo x > './--help'; echo ü > 'Bäckerei 🥐.txt'
     printf x > "$(printf 'latin\\344')"; ln -s /etc/passwd outside; ln -s 2026/11/cat.png inside; echo x > 'a\\b'
     mkfifo pipe; ln 2026/11/cat.png hard; mkdir private; chmod 700 private; echo x > private/x; touch old gone`,
  )
  const first = await shards.siteHost.copy(from, to, within())
  expect(first).toMatchObject({ files: 11 })
  await inShell(
    from,
    `rm -r gone 'with space'; rm empty/../old; mkdir old; echo x > old/x; rm inside; echo now > inside; rm -r private
     echo x > private; echo dog > 2026/11/cat.png`,
  )
  await freezeCopyCompare(from, to)
  const list = ['find', '.', '-mindepth', '1', '!', '-type', 'p', '-printf', '%y %m %l %P\\0']
  const names = async (place: Place) => (await asSite(place, ...list)).stdout.split('\0').sort()
  const plain = (lines: string[]) => lines.map((line) => line.replace(/^d 2/, 'd '))
  expect(plain(await names(to))).toEqual(plain(await names(from)))
  expect(await readFile(join(slotOf(to).media, '2026/11/cat.png'), 'utf8')).toBe('dog\n')
  const web = await systemUser('www-data')
  const { uid } = slotUser(shards.layout.home, to)
  for (const path of ['2026', '2026/11/cat.png', '-rf', 'old/x']) {
    expect(await stat(join(slotOf(to).media, path))).toMatchObject({ uid, gid: web.gid })
  }
})

test('a file that was changed back to its size and time is still found to have changed', async () => {
  const { from, to } = await siteToMove()
  await inShell(from, 'echo before > file; touch -d 2026-01-01 file')
  await shards.siteHost.copy(from, to, within())
  await inShell(from, 'echo beFore > file; touch -d 2026-01-01 file')
  await freezeCopyCompare(from, to)
  expect(await readFile(join(slotOf(to).media, 'file'), 'utf8')).toBe('beFore\n')
})

test('a planted link makes nobody read or write elsewhere', async () => {
  const { from, to } = await siteToMove()
  const [secret, precious] = [join(shards.layout.home, 'secret'), join(shards.layout.home, 'precious')]
  await writeFile(secret, 'the seal key', { mode: 0o600 })
  await writeFile(precious, 'precious', { mode: 0o666 })
  await inShell(
    from,
    `ln -s ${secret} read; mkdir folder; echo x > folder/precious; ln -s ${slotOf(to).root} root`,
  )
  await shards.siteHost.copy(from, to, within())
  await inShell(to, `rm -r folder; ln -s ${shards.layout.home} folder`)
  await freezeCopyCompare(from, to)
  expect(await readFile(precious, 'utf8')).toBe('precious')
  const { stdout } = await asSite(
    to,
    'sh',
    '-c',
    'readlink read; test -L folder; echo $?; cat folder/precious',
  )
  expect(stdout).toBe(`${secret}\n1\nx`)
})

const PROGRAMS = `
  CREATE TABLE plain (name varchar(20), price decimal(8,2)) ENGINE=InnoDB;
  INSERT INTO plain VALUES ('bun', 1.20), ('bun', 1.20), (NULL, NULL);
  CREATE TABLE old_engine (id int PRIMARY KEY, body longblob, FULLTEXT KEY words (word), word text) ENGINE=MyISAM;
  INSERT INTO old_engine VALUES (1, UNHEX('00FF0A275C'), 'Brötchen 🥐');
  CREATE TABLE counted (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, name text);
  INSERT INTO counted (name) VALUES ('a'), ('b'), ('c'); DELETE FROM counted WHERE id > 1;
  CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, parent int,
    FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE);
  INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (1, 1), (2, 2);
  CREATE TABLE log (id int AUTO_INCREMENT PRIMARY KEY, what text);
  CREATE FUNCTION twice (n int) RETURNS int DETERMINISTIC RETURN n * 2;
  CREATE PROCEDURE note (what text) INSERT INTO log (what) VALUES (what);
  CREATE VIEW a_of_b AS SELECT * FROM parent;
  CREATE VIEW b_of_titles AS SELECT twice(ID) AS two, post_title FROM wp_posts;
  CREATE TRIGGER bun_noted AFTER INSERT ON plain FOR EACH ROW INSERT INTO log (what) VALUES (NEW.name);
  INSERT INTO plain VALUES ('roll', 0.80)`

test('triggers, views, routines and tables of all kinds arrive, and are the new slot’s own', async () => {
  const { from, to } = await siteToMove()
  await query(from, PROGRAMS)
  await shards.siteHost.copy(from, to, within())
  await query(
    from,
    `INSERT INTO plain VALUES ('cake', 9.00); DROP VIEW a_of_b; CREATE TABLE a_of_b (id int); DROP TABLE old_engine;
     DELETE FROM parent WHERE id = 2; ALTER TABLE counted ADD COLUMN more int`,
  )
  await freezeCopyCompare(from, to)

  expect(await query(to, 'SELECT what FROM log ORDER BY id')).toEqual([{ what: 'roll' }, { what: 'cake' }])
  expect(await query(to, 'SELECT two, post_title FROM b_of_titles LIMIT 1')).toEqual([
    { two: 2, post_title: 'Hello world!' },
  ])
  await query(
    to,
    `INSERT INTO plain VALUES ('pie', 1); CALL note('called'); INSERT INTO counted (name) VALUES ('d')`,
  )
  expect(await query(to, 'SELECT what FROM log WHERE id > 2 ORDER BY id')).toEqual([
    { what: 'pie' },
    { what: 'called' },
  ])
  expect(await query(to, 'SELECT MAX(id) AS id FROM counted')).toEqual([{ id: '4' }].map(() => ({ id: 4 })))
  expect(await query(to, 'SELECT id FROM child')).toEqual([{ id: 1 }])
  const definer = `${slotOf(to).database}@localhost`
  expect(await query(to, 'SELECT definer FROM information_schema.triggers')).toEqual([{ definer }])
})

test('of a large table only the rows that differ go over', async () => {
  const { from, to } = await siteToMove()
  await query(
    from,
    `CREATE TABLE large (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, body text);
     INSERT INTO large SELECT seq, REPEAT(seq, 40) FROM seq_1_to_20000`,
  )
  await shards.siteHost.copy(from, to, within())
  expect(await shards.siteHost.copy(from, to, within())).toEqual({
    tables: 0,
    rows: 0,
    databaseBytes: 0,
    files: 0,
    fileBytes: 0,
  })
  await query(
    from,
    `UPDATE large SET body = 'changed' WHERE id = 5500; DELETE FROM large WHERE id BETWEEN 9000 AND 9010;
     INSERT INTO large (body) VALUES ('new')`,
  )
  const figures = await shards.siteHost.copy(from, to, within())
  expect(figures.tables).toBe(1)
  expect(figures.rows).toBeLessThan(5_000)
  expect(await freezeCopyCompare(from, to)).toMatchObject({ tables: 13 })
})

test('the comparison names tables, definitions, files and numbers that differ', async () => {
  const { from, to } = await siteToMove()
  await inShell(from, 'echo one > file; touch -d 2026-01-01 file')
  await shards.siteHost.freeze(from, within())
  await shards.siteHost.copy(from, to, within())
  await inShell(to, 'echo two > file; touch -d 2026-01-01 file; echo x > more')
  await query(
    to,
    `UPDATE wp_options SET option_value = 'x' WHERE option_name = 'blogname'; CREATE TABLE extra (id int)`,
  )
  await expect(shards.siteHost.compare(from, to, within())).rejects.toMatchObject({
    code: 'copy_differs',
    message: expect.stringMatching(/tables extra, tables wp_options, file "file", file "more"/),
  })
})

test('a copy that is killed at any instant can be made again', async () => {
  const { from, to } = await siteToMove()
  await query(from, PROGRAMS)
  await query(from, 'CREATE TABLE large (id int PRIMARY KEY, body text)')
  await query(from, 'INSERT INTO large SELECT seq, REPEAT(seq, 40) FROM seq_1_to_20000')
  await inShell(from, 'mkdir many; for i in $(seq 500); do head -c 20000 /dev/urandom > many/$i; done')
  for (const afterMs of [5, 20, 50, 100, 150, 200, 300, 400]) {
    await shards.siteHost.copy(from, to, AbortSignal.timeout(afterMs)).catch(() => undefined)
  }
  await freezeCopyCompare(from, to)
  const accounts = await shards.servers.withDatabase(from.shardId, within(), async (connection) => {
    const [rows] = await connection.query("SELECT user FROM mysql.global_priv WHERE user LIKE '%reader'")
    return rows
  })
  expect(accounts).toEqual([])
})

test('the copy belongs to the same site, has its address and its release, and nobody else’s site goes there', async () => {
  const { from, to, siteId } = await siteToMove()
  // As a move that was undone leaves it.
  await writeFile(slotOf(to).dueFile, '1')
  await shards.siteHost.copy(from, to, within())
  await expect(stat(slotOf(to).dueFile)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await shards.siteHost.inspect(to, within())).toEqual({ kind: 'claimed', siteId })
  expect((await readSiteConfiguration(slotOf(to))).url).toBe('http://b.localhost')
  const other = await siteToMove()
  await expect(shards.siteHost.copy(other.from, to, within())).rejects.toMatchObject({
    code: 'internal_error',
  })
  await shards.siteHost.empty(to, within())
  await expect(shards.siteHost.copy(from, to, within())).rejects.toMatchObject({ code: 'internal_error' })
})
