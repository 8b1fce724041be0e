import { readFile, rm, stat } from 'node:fs/promises'
import type { Connection } from 'mysql2/promise'
import { z } from 'zod'
import { rowsOf } from './database-reader.ts'
import type { ShardLayout, SlotLayout } from './layout.ts'
import { ROOT_ONLY, replaceFile } from './owned-files.ts'

/**
 * When a table was last written to, as its server tells. A copy leaves alone the tables whose stamp is the one
 * they had at the copy before, since reading a large one takes most of a second. The server forgets the time
 * now and then, so the comparison that ends each move does not believe it, and then all is looked at afresh.
 */
export type TableStamps = ReadonlyMap<string, string>

/** Of stamps to be kept: a time has whole seconds, in which a second change leaves no trace. */
const YOUNG_SECONDS = 2

export async function readStamps(
  shard: ShardLayout,
  connection: Connection,
): Promise<{ present: TableStamps; lasting: TableStamps }> {
  const startedAt = (await stat(`${shard.mariadb.data}/mariadbd.pid`).catch(() => undefined))?.mtimeMs
  const rows = await rowsOf(
    connection,
    `SELECT table_name AS name, engine, update_time AS time,
        COALESCE(update_time < NOW() - INTERVAL ${YOUNG_SECONDS} SECOND, 1) AS lasts
      FROM information_schema.tables WHERE table_schema = DATABASE()`,
  )
  const present = new Map<string, string>()
  const lasting = new Map<string, string>()
  for (const { name = '', engine, time, lasts } of rows) {
    // InnoDB alone says nothing for "not since I was started"; others say nothing at all.
    if (startedAt === undefined || (engine !== 'InnoDB' && time === '')) continue
    const stamp = `${startedAt} ${time}`
    present.set(name, stamp)
    if (lasts === '1') lasting.set(name, stamp)
  }
  return { present, lasting }
}

export async function keptStamps(slot: SlotLayout): Promise<TableStamps> {
  const text = await readFile(slot.copiedTables, 'utf8').catch(() => '{}')
  return new Map(Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(text))))
}

export async function keepStamps(slot: SlotLayout, stamps: TableStamps): Promise<void> {
  await replaceFile(slot.copiedTables, JSON.stringify(Object.fromEntries(stamps)), ROOT_ONLY)
}

export async function forgetStamps(slot: SlotLayout): Promise<void> {
  await rm(slot.copiedTables, { force: true })
}
