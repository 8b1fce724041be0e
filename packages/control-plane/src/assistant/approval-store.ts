import { createHmac, timingSafeEqual } from 'node:crypto'
import { AipressError, newId } from '@aipress/contract'
import { canonicalJson } from '../kernel/canonical-json.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { ApprovalTable } from './assistant-migrations.ts'
import type { ReadTakeBack, TakeBack } from './take-back.ts'

/** Long enough to read what will happen, short enough that it is still meant. */
export const APPROVAL_LIFETIME_MS = 10 * 60_000

/** What a client shows and answers; the arguments stay on the server. */
export interface ApprovalCard {
  approvalId: string
  action: string
  title: string
  effects: string[]
  /** What the person must type. */
  confirmText?: string
  expiresAt: string
  /** How it was answered. */
  decision?: 'approved' | 'declined'
}

export function isOpen({ decision, expiresAt }: ApprovalCard, nowMs: number): boolean {
  return decision === undefined && Date.parse(expiresAt) > nowMs
}

export interface Approval {
  readonly card: ApprovalCard
  readonly input: Record<string, unknown>
}

interface Proposal {
  readonly conversationId: string
  readonly owner: string
  readonly action: string
  readonly input: Record<string, unknown>
  readonly title: string
  readonly effects: readonly string[]
  readonly confirmText: string | undefined
}

export type ApprovalStore = ReturnType<typeof createApprovalStore>

/**
 * Calls that wait for a person's word. A browser holds nothing but an id: action and arguments are
 * read from here, for the person who was asked, once, and not after they expire. What is read is signed with a key that
 * the database does not hold, so that whoever can write there cannot have something else approved than was shown.
 */
export function createApprovalStore(database: Database, clock: Clock, key: Buffer) {
  return {
    async hold(proposal: Proposal): Promise<ApprovalCard> {
      const row = {
        approval_id: newId('approval'),
        conversation_id: proposal.conversationId,
        owner: proposal.owner,
        action: proposal.action,
        title: proposal.title,
        confirm_text: proposal.confirmText ?? null,
        expires_at: new Date(clock() + APPROVAL_LIFETIME_MS),
        decided_at: null,
        approved: null,
        finished_at: null,
      }
      await database
        .insertInto('approvals')
        .values({
          ...row,
          input: JSON.stringify(proposal.input),
          effects: JSON.stringify(proposal.effects),
          take_backs: JSON.stringify({}),
          signature: signatureOf(key, { ...row, input: proposal.input, effects: [...proposal.effects] }),
        })
        .execute()
      return asCard({ ...row, effects: [...proposal.effects] })
    },

    /** Takes the person's word, once. Typing something else than was asked for leaves it open. */
    async decide(
      asked: { approvalId: string; conversationId: string; owner: string },
      answer: { approved: boolean; typed?: string | undefined },
    ): Promise<Approval> {
      const row = await find(database, asked)
      const card = row === undefined ? undefined : asCard(row)
      if (row === undefined || card === undefined || !isOpen(card, clock())) throw notValid(card)
      if (!isSigned(key, row)) throw notAsShown()
      if (answer.approved && card.confirmText !== undefined && answer.typed?.trim() !== card.confirmText)
        throw new AipressError('confirmation_needed', 'What you typed is not the name.', {
          hint: `Type ${card.confirmText} exactly, or decline.`,
        })
      // The process died in the middle: every call has its key, so that what was done is not done again.
      if (row.decided_at !== null && row.approved === true && answer.approved)
        return { card: { ...card, decision: 'approved' }, input: row.input }
      const { numUpdatedRows } = await database
        .updateTable('approvals')
        .set({ decided_at: new Date(clock()), approved: answer.approved })
        .where('approval_id', '=', asked.approvalId)
        .where('decided_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw notValid({ ...card, decision: 'approved' })
      return { card: { ...card, decision: answer.approved ? 'approved' : 'declined' }, input: row.input }
    },

    ...keptTakeBacks(database),
    ...whatWaits(database, clock),

    /** All that was approved has been tried: the approval is used up. */
    async finish(approvalId: string): Promise<void> {
      await database
        .updateTable('approvals')
        .set({ finished_at: new Date(clock()) })
        .where('approval_id', '=', approvalId)
        .execute()
    },

    async cards(conversationId: string): Promise<ApprovalCard[]> {
      const rows = await database
        .selectFrom('approvals')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .execute()
      return rows.map(asCard)
    },
  }
}

/** More than anybody has left open in a conversation. */
const WAITING_MAX = 50

function whatWaits(database: Database, clock: Clock) {
  return {
    /** What waits for the person's word, as it would be run. */
    async waiting(conversationId: string): Promise<Approval[]> {
      const rows = await database
        .selectFrom('approvals')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('decided_at', 'is', null)
        .where('expires_at', '>', new Date(clock()))
        .orderBy('expires_at', 'desc')
        .limit(WAITING_MAX)
        .execute()
      return rows.map((row) => ({ card: asCard(row), input: row.input }))
    },
  }
}

function keptTakeBacks(database: Database) {
  return {
    /**
     * What takes one of the approved calls back. It is read and kept before the call is made: where the process dies
     * after it, the same answer makes the call again, and what is so by then is the new value.
     */
    async takeBackOf(approvalId: string, call: string, read: ReadTakeBack): Promise<TakeBack | undefined> {
      const { take_backs: kept } = await database
        .selectFrom('approvals')
        .select('take_backs')
        .where('approval_id', '=', approvalId)
        .executeTakeFirstOrThrow()
      if (call in kept) return kept[call] ?? undefined
      const takeBack = await read()
      await database
        .updateTable('approvals')
        .set({ take_backs: JSON.stringify({ ...kept, [call]: takeBack ?? null }) })
        .where('approval_id', '=', approvalId)
        .execute()
      return takeBack
    },
  }
}

type Signed = Pick<
  ApprovalTable,
  'approval_id' | 'conversation_id' | 'owner' | 'action' | 'title' | 'confirm_text' | 'expires_at'
> & { input: Record<string, unknown>; effects: string[] }

function signatureOf(key: Buffer, row: Signed): string {
  const { approval_id, conversation_id, owner, action, title, confirm_text, expires_at, input, effects } = row
  const whole = [
    approval_id,
    conversation_id,
    owner,
    action,
    title,
    confirm_text,
    expires_at.getTime(),
    input,
    effects,
  ]
  return createHmac('sha256', key).update(canonicalJson(whole)).digest('base64url')
}

function isSigned(key: Buffer, row: Signed & { signature: string }): boolean {
  const [expected, found] = [signatureOf(key, row), row.signature].map((text) => Buffer.from(text))
  return expected !== undefined && expected.length === found?.length && timingSafeEqual(expected, found)
}

function notAsShown(): AipressError {
  return new AipressError(
    'approval_not_valid',
    'This approval is not what was shown to you, so nothing was done.',
    {
      hint: 'Ask for it again in the chat, and tell an administrator: somebody has changed it in the database.',
    },
  )
}

async function find(database: Database, key: { approvalId: string; conversationId: string; owner: string }) {
  return database
    .selectFrom('approvals')
    .selectAll()
    .where('approval_id', '=', key.approvalId)
    .where('conversation_id', '=', key.conversationId)
    .where('owner', '=', key.owner)
    .executeTakeFirst()
}

type CardRow = Pick<
  ApprovalTable,
  | 'approval_id'
  | 'action'
  | 'title'
  | 'confirm_text'
  | 'expires_at'
  | 'decided_at'
  | 'approved'
  | 'finished_at'
> & { effects: string[] }

function asCard(row: CardRow): ApprovalCard {
  return {
    approvalId: row.approval_id,
    action: row.action,
    title: row.title,
    effects: row.effects,
    ...(row.confirm_text === null ? {} : { confirmText: row.confirm_text }),
    expiresAt: row.expires_at.toISOString(),
    ...decisionOf(row),
  }
}

/** What was approved and is not finished is still open for the same answer. */
function decisionOf({ decided_at, approved, finished_at }: CardRow): Pick<ApprovalCard, 'decision'> {
  if (decided_at === null || (approved === true && finished_at === null)) return {}
  return { decision: approved ? 'approved' : 'declined' }
}

function notValid(card: ApprovalCard | undefined): AipressError {
  const why =
    card === undefined
      ? 'There is no such approval for you in this conversation.'
      : card.decision === undefined
        ? 'This approval has expired.'
        : 'This approval has been used already.'
  return new AipressError('approval_not_valid', why, { hint: 'Ask for it again in the chat.' })
}
