import { AipressError, type Ranking, rankSites } from '@aipress/contract'
import type { CallContext } from '../actions/index.ts'
import { mergeRankings } from '../insights/index.ts'
import { forward } from './forward.ts'
import type { GroupClient } from './group-client.ts'
import { scatter } from './scatter.ts'

/** A group sums up to five thousand sites; a ranking without one group is worth more than a longer wait. */
const RANKING_MS_MAX = 10_000

/** The first of all groups' first ones; groups that are away are named in `missing`. */
export async function rankFromGroups(
  clients: readonly GroupClient[],
  input: { limit: number },
  context: CallContext<unknown>,
): Promise<unknown> {
  const { answers, missing } = await scatter(
    clients,
    (client) => forward(client, rankSites, input, context, { withinMs: RANKING_MS_MAX }) as Promise<Ranking>,
  )
  const merged = mergeRankings([...answers.values()], input.limit)
  if (merged === undefined)
    throw new AipressError('control_group_unavailable', 'No control group answers just now.', {
      hint: 'Try again in a moment.',
    })
  return { ...merged, ...(missing.length === 0 ? {} : { missing: [...missing] }) }
}
