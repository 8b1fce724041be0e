import { AipressError } from '@aipress/contract'

/** Lets at most so many runs with the same key be under way; one more is refused at once. */
export function createRunLimit(runsMax: number) {
  const underWay = new Map<string, number>()
  return async <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const before = underWay.get(key) ?? 0
    if (before >= runsMax) {
      throw new AipressError('site_busy', `${runsMax} WP-CLI commands of this site are running already.`, {
        hint: 'Wait until one of them has ended.',
      })
    }
    underWay.set(key, before + 1)
    try {
      return await run()
    } finally {
      const left = (underWay.get(key) ?? 1) - 1
      if (left === 0) underWay.delete(key)
      else underWay.set(key, left)
    }
  }
}
