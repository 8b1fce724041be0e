import { useSyncExternalStore } from 'react'

/**
 * What stands in the composer. It outlives the page, so a half-written question is not lost by looking
 * something up, and other pages can begin one. It is never taken from the address bar: a link from
 * elsewhere must not put words into anyone's mouth.
 */
let draft = ''
const listeners = new Set<() => void>()

export function askSoon(text: string): void {
  draft = text
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useDraft(): string {
  return useSyncExternalStore(subscribe, () => draft)
}
