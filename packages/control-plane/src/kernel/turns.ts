/** One piece of work at a time for each key, in the order they came; within this process. */
export interface Turns {
  take<Answer>(key: string, work: () => Promise<Answer>): Promise<Answer>
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    take(key, work) {
      const answer = (last.get(key) ?? Promise.resolve()).then(work)
      const settled = answer.catch(() => undefined)
      last.set(key, settled)
      settled.then(() => {
        if (last.get(key) === settled) last.delete(key)
      })
      return answer
    },
  }
}
