/** Lets at most `max` hold a slot at once; the others wait in order. */
export interface Slots {
  /** Resolves to the function that gives the slot back; calling it twice does no harm. */
  take(): Promise<() => void>
}

export function createSlots(max: number): Slots {
  const waiting: (() => void)[] = []
  let taken = 0

  function giveBack(): void {
    const next = waiting.shift()
    if (next) next()
    else taken -= 1
  }

  return {
    async take() {
      if (taken < max) taken += 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      let held = true
      return () => {
        if (held) giveBack()
        held = false
      }
    },
  }
}
