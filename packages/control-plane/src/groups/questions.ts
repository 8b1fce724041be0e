import { AipressError, PartHealth } from '@aipress/contract'
import { z } from 'zod'
import type { Engine } from '../engine/engine.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import type { GroupCall } from './group-call.ts'

/**
 * What the front asks a control group for its own lists: things that only the group knows, in amounts that one
 * page needs. They are no actions, as nobody else can ask for them.
 */
export const QUESTIONS = {
  /** By site, the id of the operation that is at work on it. */
  'sites-at-work': {
    input: z.object({ siteIds: z.array(z.string()).max(1_000) }),
    output: z.record(z.string(), z.string()),
  },
  'shard-parts': {
    input: z.object({ shardIds: z.array(z.string()).max(1_000) }),
    output: z.record(z.string(), z.array(PartHealth)),
  },
  'operation-counts': {
    input: z.object({}),
    output: z.object({ running: z.number().int(), failedLastDay: z.number().int() }),
  },
} as const

export type Question = keyof typeof QUESTIONS
type InputOf<Q extends Question> = z.output<(typeof QUESTIONS)[Q]['input']>
export type AnswerOf<Q extends Question> = z.output<(typeof QUESTIONS)[Q]['output']>

export type GroupAnswers = {
  [Q in Question]: (input: InputOf<Q>, signal: AbortSignal) => Promise<AnswerOf<Q>>
}

export function groupAnswers(
  engine: Pick<Engine, 'atWork' | 'summary'>,
  host: Pick<ShardHost, 'inspect'>,
): GroupAnswers {
  return {
    'sites-at-work': async ({ siteIds }) => {
      const running = await engine.atWork(siteIds)
      return Object.fromEntries([...running].map(([siteId, { operationId }]) => [siteId, operationId]))
    },
    'shard-parts': async ({ shardIds }, signal) => {
      const parts = shardIds.map(async (shardId) => [shardId, await host.inspect(shardId, signal)] as const)
      return Object.fromEntries(await Promise.all(parts))
    },
    'operation-counts': () => engine.summary(),
  }
}

export function answerQuestion(
  answers: GroupAnswers,
  { question, input }: Extract<GroupCall, { kind: 'question' }>,
  signal: AbortSignal,
): Promise<unknown> {
  if (!(question in QUESTIONS)) {
    throw new AipressError('action_not_found', `There is no question "${question}".`)
  }
  const name = question as Question
  const answer = answers[name] as (input: unknown, signal: AbortSignal) => Promise<unknown>
  return answer(QUESTIONS[name].input.parse(input), signal)
}
