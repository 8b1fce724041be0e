import { type Migration, sql } from '../kernel/database.ts'
import { atInMicroseconds, BEFORE_FIRST, chained, type LineContent, type Link } from './audit-chain.ts'
import { RETENTION_DAYS } from './audit-table.ts'

type Database = Parameters<Migration['up']>[0]

/** Lines that are linked at a time, so that a long log does not fill the memory. */
const LINK_BATCH = 2_000

export const auditMigrations: Record<string, Migration> = {
  '025_audit_lines': {
    async up(database) {
      await sql`create table audit_lines (
        audit_id text primary key, at timestamptz not null, principal text not null, who text not null,
        door text not null, action text not null, input text not null, site_id text, account_id text,
        operation_id text, result text not null, duration_ms double precision not null)`.execute(database)
      await sql`create index audit_lines_by_time on audit_lines (at desc, audit_id desc)`.execute(database)
      await sql`create index audit_lines_by_action on audit_lines (action, at desc)`.execute(database)
    },
  },
  '026_audit_chain': {
    async up(database) {
      await sql`create table audit_chain (
        chain text primary key check (chain = 'audit'), seq bigint not null, hash text not null, removed_to bigint not null,
        removed_hash text not null)`.execute(database)
      await sql`alter table audit_lines add seq bigint, add previous_hash text, add hash text`.execute(
        database,
      )
      const head = await linkPresentLines(database)
      await sql`insert into audit_chain values
        ('audit', ${head.seq}, ${head.hash}, ${BEFORE_FIRST.seq}, ${BEFORE_FIRST.hash})`.execute(database)
      await sql`alter table audit_lines alter seq set not null, alter previous_hash set not null,
        alter hash set not null`.execute(database)
      await sql`create unique index audit_lines_by_seq on audit_lines (seq)`.execute(database)
      await sql`create index audit_lines_by_site on audit_lines (site_id, at desc)`.execute(database)
      await guardLines(database)
      await guardChain(database)
    },
  },
}

/** In the order in which they were listed so far, the oldest first. */
async function linkPresentLines(database: Database): Promise<Link> {
  let head = BEFORE_FIRST
  for (let last = { at: '-infinity', audit_id: '' }; ; ) {
    const { rows } = await sql<LineContent>`
      select audit_id, ${atInMicroseconds} as at, principal, who, door, action, input, site_id, account_id,
        operation_id, result, duration_ms
      from audit_lines where (audit_lines.at, audit_id) > (${last.at}::timestamptz, ${last.audit_id})
      order by audit_lines.at, audit_id limit ${LINK_BATCH}`.execute(database)
    const lines = chained(head, rows)
    const end = lines.at(-1)
    if (end === undefined) return head
    await sql`update audit_lines set seq = linked.seq, previous_hash = linked.previous_hash, hash = linked.hash
      from unnest(${lines.map((line) => line.audit_id)}::text[], ${lines.map((line) => line.seq)}::bigint[],
        ${lines.map((line) => line.previous_hash)}::text[], ${lines.map((line) => line.hash)}::text[])
        as linked (audit_id, seq, previous_hash, hash)
      where audit_lines.audit_id = linked.audit_id`.execute(database)
    head = { seq: end.seq, hash: end.hash }
    last = { at: end.at, audit_id: end.audit_id }
  }
}

/** `always`: also in a session that has switched ordinary triggers off. */
async function guardLines(database: Database): Promise<void> {
  await sql`create function refuse_audit_change() returns trigger language plpgsql as ${sql.lit(`
    begin
      if tg_op = 'DELETE' then
        if old.seq <= (select removed_to from audit_chain) and old.at < now() - interval '${RETENTION_DAYS} days' then
          return old;
        end if;
      end if;
      raise exception 'a line of the audit log is never changed or removed' using errcode = '42501';
    end`)}`.execute(database)
  await sql`create trigger audit_lines_stay before update or delete on audit_lines
    for each row execute function refuse_audit_change()`.execute(database)
  await sql`create trigger audit_lines_all_stay before truncate on audit_lines
    for each statement execute function refuse_audit_change()`.execute(database)
  await sql`alter table audit_lines enable always trigger audit_lines_stay,
    enable always trigger audit_lines_all_stay`.execute(database)
}

/** The chain only grows, and its beginning only moves on. */
async function guardChain(database: Database): Promise<void> {
  await sql`create function refuse_audit_chain_change() returns trigger language plpgsql as ${sql.lit(`
    begin
      if tg_op = 'UPDATE' then
        if new.seq >= old.seq and new.removed_to between old.removed_to and new.seq then
          return new;
        end if;
      end if;
      raise exception 'the chain of the audit log only grows' using errcode = '42501';
    end`)}`.execute(database)
  await sql`create trigger audit_chain_stays before update or delete on audit_chain
    for each row execute function refuse_audit_chain_change()`.execute(database)
  await sql`create trigger audit_chain_all_stays before truncate on audit_chain
    for each statement execute function refuse_audit_chain_change()`.execute(database)
  await sql`alter table audit_chain enable always trigger audit_chain_stays,
    enable always trigger audit_chain_all_stays`.execute(database)
}
