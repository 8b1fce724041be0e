import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../../test/harness/postgres.ts'
import { openDatabase, sql } from '../../kernel/database.ts'
import { migrate } from '../../kernel/migrate.ts'
import { checkedStatements, checkStatement } from './spanner-dialect.ts'

const TABLES = [
  `create table sites (site_id text primary key, account_id text not null, name varchar(80) not null,
    title text not null default '', slot bigint, load double precision check (load >= 0), live boolean not null,
    settings jsonb, picture bytea, price numeric, born date, tags text[],
    created_at timestamptz not null default now())`,
  `create table slots (shard_id text not null, slot bigint not null, site_id text,
    primary key (shard_id, slot), foreign key (site_id) references sites (site_id) on delete cascade)`,
]

const GOOD = [
  ...TABLES,
  'create table if not exists t (id text primary key)',
  'create index sites_by_account on sites (account_id, created_at desc)',
  'create unique index sites_by_name on sites (name) include (title)',
  'create index if not exists sites_by_name_2 on sites (name)',
  'alter table sites add column told_url text',
  'alter table sites add column if not exists moved_at timestamptz default current_timestamp',
  'alter table sites drop column told_url',
  'alter table sites add constraint named check (length(name) > 0)',
  'drop table if exists sites',
  'drop index sites_by_name',
  'begin',
  'start transaction isolation level serializable',
  'commit',
  'rollback',
  'select 1',
  'select *, sites.site_id as id from sites as s where s.name = $1 order by s.name asc nulls last limit $2 offset 5',
  'select "site_id" from "sites" where "site_id" = $1 for update',
  'select distinct account_id from sites',
  'select count(*), count(distinct account_id), sum(slot), min(name), max(name), avg(slot) from sites',
  `select account_id, sum(case when live then 1 else 0 end) as alive from sites
    group by account_id having count(*) > 1 order by alive desc, account_id`,
  'select lower(sites.name) as short from sites group by sites.name',
  'select count(*) from sites group by substr(name, 1, 1)',
  'select s.name, k.slot from sites s join slots k on k.site_id = s.site_id left join slots l using (slot)',
  'select a.name from sites a cross join sites b',
  'select n from (select name as n from sites) as names',
  'with live as (select name from sites where live) select name from live',
  'select name from sites union all select title from sites order by name',
  'select name from sites where site_id in ($1, $2) and name not in ($3) and slot between 1 and 2',
  'select name from sites where site_id = any($1) and name <> all($2)',
  'select name from sites where exists (select 1 from slots where slots.site_id = sites.site_id)',
  'select name from sites where site_id not in (select site_id from slots where site_id is not null)',
  'select (select count(*) from slots where slots.site_id = sites.site_id) as n from sites',
  "select name from sites where lower(name) like $1 and name not like 'a%' and live is true and not (slot = 1)",
  `select coalesce(title, name), greatest(slot, 1), least(slot, 2), nullif(title, ''), name || title, slot % 7,
    length(name), strpos(name, 'a'), starts_with(name, 'a'), substr(name, 1, 3), trim(name), $1::bigint,
    settings ->> 'a', settings -> 'b', array[1, 2], current_timestamp from sites`,
  'insert into sites (site_id, name) values ($1, $2), ($3, default) returning *',
  'insert into sites (site_id, name) select site_id, name from sites where slot = 1',
  'insert into sites (site_id, name) values ($1, $2) on conflict (site_id) do nothing returning site_id',
  `insert into slots (shard_id, slot, site_id) values ($1, $2, $3) on conflict (shard_id, slot)
    do update set shard_id = excluded.shard_id, slot = excluded.slot, site_id = excluded.site_id`,
  'insert into unknown (a, b) values (1, 2) on conflict (b) do nothing',
  'update sites set title = $1, slot = slot + 1 where site_id = $2 returning title, slot as now_in',
  'delete from sites where site_id = $1 returning *',
]

const BAD: readonly [sql: string, fault: string][] = [
  ['select from where', 'it cannot be parsed: '],
  ['create table t (id text)', 'a table without a primary key'],
  ['create table t (id serial primary key)', 'the type serial'],
  ['create table t (id bigint generated always as identity primary key)', 'an identity column'],
  ['create table t (id text primary key, n int)', 'the type integer'],
  ['create table t (id text primary key, n integer)', 'the type integer'],
  ['create table t (id text primary key, n smallint)', 'the type smallint'],
  ['create table t (id text primary key, at timestamp)', 'the type timestamp without time zone'],
  ['create table t (id uuid primary key)', 'the type uuid'],
  ['create table t (id text primary key, j json)', 'the type json'],
  ['create table t (id text primary key, i interval)', 'the type interval'],
  ['create table t (id text primary key, n numeric(18, 4))', 'numeric with a precision'],
  ['create table t (id text primary key, n text[][])', 'an array of more than one dimension'],
  ['create table t (id jsonb primary key)', 'the type jsonb in a primary key'],
  ['create table t (a text, n numeric, primary key (a, n))', 'the type numeric in a primary key'],
  ['create table t (id text primary key, name text unique)', 'UNIQUE in a table'],
  ['create table t (id text primary key, name text, unique (name))', 'UNIQUE in a table'],
  ['create table t (id text primary key, n bigint generated always as (1) stored)', 'a generated column'],
  ['create table t (id text primary key, u text references u on update cascade)', 'fk_upd_action=c'],
  ['create table t (id text primary key, u text references u deferrable)', 'CONSTR_ATTR_DEFERRABLE'],
  ['create table t (id text collate "C" primary key)', 'COLLATE'],
  ['create table t (id text default gen_random_uuid() primary key)', 'the function gen_random_uuid'],
  ['create temp table t (id text primary key)', 'a temporary table'],
  ['create unlogged table t (id text primary key)', 'an unlogged table'],
  ['create table t (id text primary key) partition by hash (id)', 'PARTITION BY'],
  ['create table t (primary key (id)) inherits (u)', 'INHERITS'],
  ['create table t as select 1', 'CREATE TABLE AS'],
  ['create index i on t (a) where b is not null', 'a partial index'],
  ['create index i on t (lower(a))', 'an index of an expression'],
  ['create index i on t using gin (a)', 'accessMethod=gin'],
  ['create index i on t (a text_pattern_ops)', 'opclass'],
  ['create index concurrently i on t (a)', 'CONCURRENTLY'],
  ['create index on t (a)', 'an index without a name'],
  ['create trigger x before insert on t execute function f()', 'a trigger'],
  ['create extension pg_trgm', 'an extension'],
  ["create function f() returns int language sql as 'select 1'", 'a function of our own'],
  ["create type mood as enum ('sad')", 'a type of our own'],
  ['create sequence s', 'a sequence'],
  ['create materialized view v as select 1', 'CREATE TABLE AS'],
  ['alter table t add column a text, add column b text', 'several changes in one ALTER TABLE'],
  ['alter table t add constraint u unique (a)', 'UNIQUE in a table'],
  ['alter table t add primary key (a)', 'a primary key added'],
  ['alter table t add column a int', 'the type integer'],
  ['alter table t alter column a type text', 'subtype=AT_AlterColumnType'],
  ['alter table t rename to u', 'RenameStmt'],
  ['drop table a, b', 'DROP of several at once'],
  ['drop table a cascade', 'CASCADE'],
  ['truncate t', 'TRUNCATE'],
  ['savepoint s', 'a savepoint'],
  ['rollback to savepoint s', 'a savepoint'],
  ['release savepoint s', 'a savepoint'],
  ['lock table t in share mode', 'LOCK TABLE'],
  ['listen a', 'LISTEN'],
  ["notify a, 'b'", 'NOTIFY'],
  ["select pg_notify('a', 'b')", 'the function pg_notify'],
  ['select pg_advisory_xact_lock(1)', 'the function pg_advisory_xact_lock'],
  ["set lock_timeout = '1s'", 'SET'],
  ['do $$ begin end $$', 'DO'],
  ['merge into sites using slots on true when matched then delete', 'MERGE'],
  ['select distinct on (name) name from sites', 'DISTINCT ON'],
  ['select count(*) filter (where live) from sites', 'FILTER on an aggregate'],
  ['select row_number() over (order by name) from sites', 'a window function'],
  ['select sum(slot) over w from sites window w as (order by name)', 'a window function'],
  ['select string_agg(name, $1 order by name) from sites', 'ORDER BY in an aggregate'],
  ['select array_agg(name) from sites', 'the function array_agg'],
  ['select name from sites, lateral (select 1) as l', 'LATERAL'],
  ['select n from generate_series(1, 2) as n', 'a function in FROM'],
  ['select name from (values (1)) as v (n)', 'VALUES on anything but an INSERT'],
  ['values (1)', 'VALUES on anything but an INSERT'],
  ['select name from only sites', 'ONLY'],
  ['select name from public.sites', 'a schema before the table’s name'],
  ['select name from sites natural join slots', 'NATURAL JOIN'],
  ['select name from sites for update skip locked', 'SKIP LOCKED'],
  ['select name from sites for update nowait', 'NOWAIT'],
  ['select name from sites for update of sites', 'FOR UPDATE OF'],
  ['select name from sites for share', 'FOR SHARE'],
  ['select name from sites for no key update', 'FOR NO KEY UPDATE'],
  ['select name from sites order by name fetch first 3 rows with ties', 'FETCH FIRST WITH TIES'],
  ['select name into t from sites', 'SELECT INTO'],
  ['with recursive r as (select 1) select * from r', 'WITH RECURSIVE'],
  ['with m as materialized (select 1) select * from m', 'MATERIALIZED'],
  ['with d as (delete from sites returning 1) select * from d', 'a statement that changes data in WITH'],
  ['select n from (with w as (select 1 as n) select n from w) as x', 'WITH on anything but the outermost'],
  ['with w as (select 1) update sites set slot = 1', 'WITH on anything but the outermost'],
  ['with w as (select 1) insert into sites (site_id) select $1 from w', 'WITH on anything but the outermost'],
  ["select name from sites where name ilike 'a'", 'ILIKE'],
  ["select name from sites where name similar to 'a'", 'SIMILAR TO'],
  ["select name from sites where name ~ 'a'", 'the operator ~ '],
  ["select name from sites where name like 'a' escape 'b'", 'the function like_escape'],
  ["select name from sites where settings @> '{}'", 'the operator @>'],
  ['select name from sites where name is distinct from title', 'IS DISTINCT FROM'],
  ['select name from sites where (name, title) > ($1, $2)', 'a row of values'],
  ['select name from sites where name > any($1)', 'the operator > on ANY of an array'],
  ['select name from sites where name = all($1)', 'the operator = on ALL of an array'],
  ['select name from sites where name > any(select title from sites)', 'the operator > on ANY of a subquery'],
  ['select name from sites order by name collate "C"', 'COLLATE'],
  ["select now() - interval '1 minute'", 'the type interval'],
  ['select count(*)::int from sites', 'the type integer'],
  ["select name from sites where created_at at time zone 'utc' > now()", 'the function timezone'],
  ['select * from sites group by site_id', '* outside an aggregate'],
  ['select sites.*, count(*) from sites group by sites.site_id', '* outside an aggregate'],
  ['select site_id, name, count(*) from sites group by site_id', 'name outside an aggregate'],
  ['select site_id, count(*) from sites group by site_id order by name', 'name outside an aggregate'],
  ['select name, count(*) from sites group by rollup (name)', 'GROUPING SETS'],
  ['update sites set (name, title) = ($1, $2)', 'a row of values'],
  ['update sites set slot = slots.slot from slots', 'UPDATE … FROM'],
  ['delete from sites using slots where true', 'DELETE … USING'],
  ['insert into sites default values', 'DEFAULT VALUES'],
  ['insert into sites (name) overriding user value values (1)', 'override=OVERRIDING_USER_VALUE'],
  ['insert into sites (name) values (1) on conflict do nothing', 'without the columns of the primary key'],
  ['insert into sites (name) values (1) on conflict (name) do nothing', 'the primary key is (site_id)'],
  [
    'insert into slots (slot) values (1) on conflict (slot) do nothing',
    'the primary key is (shard_id, slot)',
  ],
  [
    'insert into slots (slot) values (1) on conflict (slot, shard_id) do nothing',
    'ON CONFLICT (slot, shard_id): the primary key is (shard_id, slot)',
  ],
  ['insert into sites (name) values (1) on conflict on constraint c do nothing', 'ON CONFLICT ON CONSTRAINT'],
  [
    'insert into sites (site_id) values (1) on conflict (site_id) where live do nothing',
    'WHERE in the target of ON CONFLICT',
  ],
  [
    'insert into sites (site_id) values (1) on conflict (site_id) do update set site_id = excluded.site_id where true',
    'WHERE in ON CONFLICT DO UPDATE',
  ],
  [
    'insert into sites (site_id, name) values (1, 2) on conflict (site_id) do update set site_id = excluded.site_id, name = $1',
    'sets name to something else than excluded.name',
  ],
  [
    'insert into sites (site_id, name) values (1, 2) on conflict (site_id) do update set name = excluded.name',
    'does not set site_id, which is inserted',
  ],
]

const keys = new Map([
  ['sites', ['site_id']],
  ['slots', ['shard_id', 'slot']],
])

test.each(GOOD)('in the dialect: %s', (statement) => {
  expect(checkStatement(statement, new Map(keys))).toEqual([])
})

test.each(BAD)('not in the dialect: %s', (statement, fault) => {
  expect(checkStatement(statement, new Map(keys)).join('\n')).toContain(fault)
})

test('every statement of a text is checked, and a fault is named once', () => {
  expect(checkStatement('select 1; listen a; listen b; lock table t')).toEqual([
    'LISTEN',
    'LISTEN',
    'LOCK TABLE',
  ])
  expect(checkStatement('select a::int, b::int from t')).toHaveLength(1)
})

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())

test('a database opened with the check names each faulty statement once, and knows the keys of its tables', async () => {
  const statements = checkedStatements()
  await using opened = openDatabase(await postgres.createDatabase(), statements)
  await migrate(opened.database, {
    '001_tables': {
      async up(database) {
        for (const table of TABLES) await sql.raw(table).execute(database)
        await sql`create unique index slots_by_site on slots (site_id)`.execute(database)
      },
    },
  })
  expect(statements.faults).toEqual([])
  const wrong = sql`insert into slots (shard_id, slot) values ('a', 1) on conflict (site_id) do nothing`
  await opened.database.transaction().execute((tx) => wrong.execute(tx))
  await expect(wrong.execute(opened.database)).rejects.toThrow()
  await expect(sql`select nothing from slots`.execute(opened.database)).rejects.toThrow()
  expect(statements.faults).toEqual([
    {
      sql: expect.stringContaining('insert into slots'),
      faults: ['ON CONFLICT (site_id): the primary key is (shard_id, slot)'],
    },
  ])
  expect([...statements.seen]).toEqual(expect.arrayContaining(['begin', 'select nothing from slots']))
})
