import { isConnectionLoss } from './database.ts'
import { isDryRun } from './dry-run.ts'

/**
 * Does together what is asked for at the same time: while one batch is under way the next gathers, up to `max`.
 * So a single item does not wait, and of many at once none does either. `work` answers in the order of its items and
 * does all or nothing. Where it fails, each item is tried by itself, so that one does not fail the others; not where
 * the connection was lost, as then it may have been done: then each of them fails.
 */
export function inBatches<Item, Answer>(
  max: number,
  work: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  interface Waiting {
    item: Item
    resolve(answer: Answer): void
    reject(error: unknown): void
  }
  const waiting: Waiting[] = []
  let isBusy = false

  async function attend(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await work(batch.map(({ item }) => item))
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer)
    } catch (error) {
      if (batch.length > 1 && !isConnectionLoss(error)) for (const one of batch) await attend([one])
      else for (const { reject } of batch) reject(error)
    }
  }

  async function run(): Promise<void> {
    isBusy = true
    // Whatever else is asked for in this turn belongs to it.
    await Promise.resolve()
    for (let batch = waiting.splice(0, max); batch.length > 0; batch = waiting.splice(0, max))
      await attend(batch)
    isBusy = false
  }

  return (item) => {
    // What others ask for must neither end a dry run nor be ended by it.
    if (isDryRun()) return work([item]).then(([answer]) => answer as Answer)
    return new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isBusy) void run()
    })
  }
}
