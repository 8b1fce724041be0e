import { readFile, rm, truncate } from 'node:fs/promises'
import { Tier } from '@aipress/contract'
import { z } from 'zod'
import type { Place } from '../../platform/place.ts'
import type { Layout, SlotLayout } from './layout.ts'
import { ROOT_ONLY, replaceFile } from './owned-files.ts'

/** What it is equipped for; written before it is. Records of earlier versions do not say. */
const Served = Tier.default('bronze')

const SlotRecord = z.discriminatedUnion('kind', [
  /** Work has begun or was left in the middle: prepare it again or empty it. */
  z.object({ kind: z.literal('unfinished') }),
  z.object({ kind: z.literal('prepared'), wordpressVersion: z.string(), tier: Served }),
  z.object({
    kind: z.literal('claimed'),
    wordpressVersion: z.string(),
    siteId: z.string(),
    tier: Served,
    /** It may be only half so: written before all else of freezing, and taken away after all else of thawing. */
    frozen: z.literal(true).optional(),
  }),
])

/** What the driver knows of a slot. `prepared` is written after all else of it, `unfinished` before. */
export type SlotRecord = z.output<typeof SlotRecord>

/** `undefined` where there is nothing of a slot; throws where the file cannot be understood. */
export async function readSlotRecord(slot: SlotLayout): Promise<SlotRecord | undefined> {
  let text: string
  try {
    text = await readFile(slot.state, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return text === '' ? { kind: 'unfinished' } : SlotRecord.parse(JSON.parse(text))
}

export async function writeSlotRecord(slot: SlotLayout, record: SlotRecord): Promise<void> {
  await replaceFile(slot.state, `${JSON.stringify(record)}\n`, ROOT_ONLY)
}

/** An empty file means the same as the word, and needs no room: emptying slots is what makes some on a full disk. */
export async function markUnfinished(slot: SlotLayout): Promise<void> {
  await truncate(slot.state).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  })
}

export async function removeSlotRecord(slot: SlotLayout): Promise<void> {
  await rm(slot.state, { force: true })
}

/** Who is in a slot, and what it is equipped for: bronze where nothing says otherwise, as where no site is. */
export interface Tenant {
  readonly siteId: string | undefined
  readonly tier: Tier
}

export async function tenantAt(layout: Layout, { shardId, slot }: Place): Promise<Tenant> {
  const record = await readSlotRecord(layout.shard(shardId).slot(slot)).catch(() => undefined)
  return {
    siteId: record?.kind === 'claimed' ? record.siteId : undefined,
    tier: record === undefined || record.kind === 'unfinished' ? 'bronze' : record.tier,
  }
}

export const tierAt = async (layout: Layout, place: Place): Promise<Tier> =>
  (await tenantAt(layout, place)).tier
