import type { OperationCounts } from '../platform-status/index.ts'
import type { ShardParts } from '../shards/index.ts'
import type { SitesAtWork } from '../sites/index.ts'
import type { GroupClient } from './group-client.ts'
import { type AnswerOf, QUESTIONS, type Question } from './questions.ts'
import { type Scattered, scatter } from './scatter.ts'

/** A list of sites is worth more at once than complete; a group that is well answers within 20 ms. */
const AT_WORK_MS_MAX = 1_000
/** Probing a shard's servers may itself take five seconds where one hangs. */
const PARTS_MS_MAX = 6_000
const COUNTS_MS_MAX = 2_000

/** What the front's own lists need of the groups, asked of all that it concerns at the same time. */
export function askGroups(clients: readonly GroupClient[]): SitesAtWork & ShardParts & OperationCounts {
  return {
    async atWork(sites) {
      const byGroup = Map.groupBy(sites, (site) => site.controlGroup)
      const { answers, missing } = await scatter(those(clients, byGroup), (client) => {
        const siteIds = (byGroup.get(client.controlGroup) ?? []).map((site) => site.siteId)
        return ask(client, 'sites-at-work', { siteIds }, AT_WORK_MS_MAX)
      })
      return { operationIds: merged(answers), missing }
    },

    async partsOf(shards, signal) {
      const byGroup = Map.groupBy(shards, (shard) => shard.controlGroup)
      const { answers, missing } = await scatter(those(clients, byGroup), (client) => {
        const shardIds = (byGroup.get(client.controlGroup) ?? []).map((shard) => shard.shardId)
        return ask(client, 'shard-parts', { shardIds }, PARTS_MS_MAX, signal)
      })
      return { parts: merged(answers), missing }
    },

    async operations() {
      const { answers, missing } = await scatter(clients, (client) =>
        ask(client, 'operation-counts', {}, COUNTS_MS_MAX),
      )
      const sum = { running: 0, failedLastDay: 0 }
      for (const { running, failedLastDay } of answers.values()) {
        sum.running += running
        sum.failedLastDay += failedLastDay
      }
      return { ...sum, missing }
    },
  }
}

const those = (clients: readonly GroupClient[], concerned: ReadonlyMap<number, unknown>) =>
  clients.filter((client) => concerned.has(client.controlGroup))

const merged = <T>(answers: Scattered<Record<string, T>>['answers']): Map<string, T> =>
  new Map([...answers.values()].flatMap((answer) => Object.entries(answer)))

async function ask<Q extends Question>(
  client: GroupClient,
  question: Q,
  input: unknown,
  withinMs: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<AnswerOf<Q>> {
  const answer = await client.send({ kind: 'question', question, input }, { signal, withinMs })
  return QUESTIONS[question].output.parse(answer) as AnswerOf<Q>
}
