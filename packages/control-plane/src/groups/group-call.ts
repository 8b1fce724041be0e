import { AipressError, Door, Permission, Role, SiteRole } from '@aipress/contract'
import { z } from 'zod'
import { groupName } from '../directory/index.ts'
import type { Caller } from '../kernel/caller.ts'

/** What travels from the front to a control group, and how the answer comes back. */

export const callsPath = (controlGroup: number) => `/control-groups/${controlGroup}/calls`

/** Arguments of WP-CLI are the longest; the doors take four megabytes. */
export const CALL_BYTES_MAX = 8 * 1024 * 1024

/** A group that has not begun by then does not begin any more: the front has told the caller so. */
export const BEGIN_MS_MAX = 3_000

const GroupCaller = z
  .object({
    principal: z.string(),
    displayName: z.string(),
    personId: z.string().optional(),
    role: Role,
    accountId: z.string(),
    readOnly: z.boolean(),
    door: Door,
    siteRoles: z.array(z.object({ siteId: z.string(), role: SiteRole })).default([]),
    limits: z
      .object({
        permissions: z.array(Permission).optional(),
        siteIds: z.array(z.string()).optional(),
        accountId: z.string().optional(),
      })
      .optional(),
    actor: z.object({ personId: z.string(), email: z.string(), until: z.string() }).optional(),
  })
  .transform(
    ({ limits, actor, ...caller }): Caller => ({
      ...caller,
      personId: caller.personId,
      ...(limits === undefined ? {} : { limits }),
      ...(actor === undefined ? {} : { actor }),
    }),
  )

/** Somebody's call of an action. */
const ActionCall = z.object({
  kind: z.literal('action'),
  action: z.string(),
  /** As the front has parsed it; it is parsed again. */
  input: z.unknown(),
  caller: GroupCaller,
  /** The call's ids follow from it: in every try, at every group, the same. */
  seed: z.string(),
  requestId: z.string(),
})

/** The same, tried out. A kind of its own, so that a group of before, which knows none, refuses it. */
const TryCall = ActionCall.extend({ kind: z.literal('try') })

/** What a group answers to a dry run instead of the output. */
export const DryAnswer = z.object({
  wouldChange: z.boolean(),
  foreseen: z.array(z.string()).default([]),
})

/** Something that the front itself wants to know; see questions.ts. */
const QuestionCall = z.object({ kind: z.literal('question'), question: z.string(), input: z.unknown() })

export const GroupCall = z.object({
  call: z.discriminatedUnion('kind', [ActionCall, TryCall, QuestionCall]),
  /** Milliseconds since 1970. */
  beginBy: z.number(),
})
export type GroupCall = z.output<typeof GroupCall>['call']

/**
 * Events of the answer, in order: `begun` where it does not come at once, any number of `event` (the action's own) and `touch` (for the audit
 * line), then `output` or `error`. Nothing else ends a call well.
 */
export type AnswerEvent = 'begun' | 'event' | 'touch' | 'output' | 'error'

/** The front looks for silence, and pings break it. */
export const PING_MS = 5_000
export const SILENCE_MS_MAX = 20_000

export function groupUnavailable(controlGroup: number, cause?: unknown): AipressError {
  return new AipressError('control_group_unavailable', `${groupName(controlGroup)} does not answer.`, {
    hint: 'Its sites go on serving visitors, and what concerns other groups works. Try again in a moment; "npm run status" on the machine says what is wrong with it.',
    context: { controlGroup },
    cause,
  })
}
