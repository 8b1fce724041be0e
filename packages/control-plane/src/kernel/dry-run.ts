import { AsyncLocalStorage } from 'node:async_hooks'
import type { KyselyPlugin, RootOperationNode } from 'kysely'

/**
 * A dry run is the real work up to its first effect: all that is checked before is checked for real, and at the first
 * statement that would write, or the first call of a driver that would change something, it ends. So nothing has to be
 * said twice, and a check that is added to the work is in its dry run too.
 */
const runs = new AsyncLocalStorage<{ isReached: boolean }>()

export const isDryRun = (): boolean => runs.getStore() !== undefined

/** Unwinds the work; whoever catches it has a dry run's store to look at. */
class EffectReached extends Error {
  override readonly name = 'EffectReached'
}

/** To be called before anything that changes something outside of the database. */
export function requireReal(): void {
  const run = runs.getStore()
  if (run === undefined) return
  run.isReached = true
  throw new EffectReached('A dry run ends before the first effect.')
}

export const isEndOfDryRun = (error: unknown): boolean => error instanceof EffectReached

/** Whether the work would have had an effect. Throws what the work throws before any. */
export async function tryDry(work: () => Promise<unknown>): Promise<boolean> {
  const run = { isReached: false }
  return runs.run(run, async () => {
    try {
      await work()
    } catch (error) {
      // The work may have dressed it up as one of its own failures.
      if (!run.isReached) throw error
    }
    return run.isReached
  })
}

/** For drivers: all but the methods that are named as reading end a dry run. */
export function withEffects<T extends object>(driver: T, reads: readonly (keyof T)[]): T {
  return new Proxy(driver, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver)
      if (typeof value !== 'function' || reads.includes(name as keyof T)) return value
      return (...args: unknown[]) => {
        requireReal()
        return value.apply(target, args)
      }
    },
  })
}

const WRITES = /\b(insert|update|delete|merge|truncate|alter|create|drop|nextval|setval|pg_notify)\b/i

function isWrite(node: RootOperationNode): boolean {
  if (node.kind === 'SelectQueryNode')
    return node.with?.expressions.some((one) => one.expression.kind !== 'SelectQueryNode') ?? false
  if (node.kind !== 'RawNode') return true
  // Locking rows for what follows is no effect of its own.
  const text = node.sqlFragments.join(' ').replace(/\bfor (no key )?update\b/gi, '')
  return WRITES.test(text)
}

/** Ends a dry run at the first statement that writes. */
export const endDryRunAtWrites: KyselyPlugin = {
  transformQuery({ node }) {
    if (isDryRun() && isWrite(node)) requireReal()
    return node
  },
  transformResult: async ({ result }) => result,
}
