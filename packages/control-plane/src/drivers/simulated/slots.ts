import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SiteIdentity, SlotState } from '../../platform/site-host.ts'
import type { SiteContent } from './site-content.ts'
import type { WorldDatabase } from './world-database.ts'

/** `unfinished`: what a `prepare` or `empty` leaves that was stopped in the middle. */
export type SlotRow =
  | { kind: 'unfinished' | 'prepared' }
  | { kind: 'claimed'; identity: SiteIdentity; isFrozen: boolean; content: SiteContent | undefined }

export type ClaimedSlot = Extract<SlotRow, { kind: 'claimed' }>

/** `undefined` for an empty slot. */
export function findSlot(database: WorldDatabase, { shardId, slot }: Place): SlotRow | undefined {
  const row = database.get('SELECT * FROM slots WHERE shard_id = ? AND slot = ?', shardId, slot)
  if (row === undefined) return undefined
  if (row.state !== 'claimed') return { kind: row.state === 'prepared' ? 'prepared' : 'unfinished' }
  return {
    kind: 'claimed',
    identity: {
      siteId: String(row.site_id),
      title: String(row.title),
      adminEmail: String(row.admin_email),
      url: String(row.url),
    },
    isFrozen: row.frozen === 1,
    content: row.content === null ? undefined : JSON.parse(String(row.content)),
  }
}

/** Fails with `internal_error` where no site is. */
export function claimedSlot(database: WorldDatabase, place: Place): ClaimedSlot {
  const slot = findSlot(database, place)
  if (slot?.kind === 'claimed') return slot
  throw new AipressError('internal_error', `There is no site in slot ${place.slot} of ${place.shardId}.`)
}

export function writeState(database: WorldDatabase, place: Place, state: 'unfinished' | 'prepared'): void {
  database.run(
    'REPLACE INTO slots (shard_id, slot, state) VALUES (?, ?, ?)',
    place.shardId,
    place.slot,
    state,
  )
}

export function writeSite(database: WorldDatabase, place: Place, slot: ClaimedSlot): void {
  const { siteId, title, adminEmail, url } = slot.identity
  database.run(
    `REPLACE INTO slots VALUES (?, ?, 'claimed', ?, ?, ?, ?, ?, ?)`,
    place.shardId,
    place.slot,
    siteId,
    title,
    adminEmail,
    url,
    slot.isFrozen ? 1 : 0,
    slot.content === undefined ? null : JSON.stringify(slot.content),
  )
}

export function removeSlot(database: WorldDatabase, { shardId, slot }: Place): void {
  database.run('DELETE FROM slots WHERE shard_id = ? AND slot = ?', shardId, slot)
  database.run('DELETE FROM limits WHERE shard_id = ? AND slot = ?', shardId, slot)
  database.run('DELETE FROM mails WHERE shard_id = ? AND slot = ?', shardId, slot)
  database.run('DELETE FROM due_notices WHERE shard_id = ? AND slot = ?', shardId, slot)
}

export function stateOf(slot: SlotRow | undefined): SlotState {
  switch (slot?.kind) {
    case undefined:
      return { kind: 'empty' }
    case 'unfinished':
      return { kind: 'damaged', reason: 'Its preparation was not finished.' }
    case 'prepared':
      return { kind: 'prepared' }
    case 'claimed':
      return { kind: 'claimed', siteId: slot.identity.siteId }
  }
}

export function notFree(place: Place, siteId: string): AipressError {
  return new AipressError(
    'internal_error',
    `Slot ${place.slot} of ${place.shardId} belongs to another site.`,
    { context: { siteId } },
  )
}
