import { ask, Left } from '../ask.ts'
import type { Session } from '../session.ts'

const LEAVING = new Set(['exit', 'quit', '/exit', '/quit', 'bye'])
/** They leave what is asked, not the talk. */
const GIVING_UP = /^(cancel|stop|abort|never ?mind|forget (it|that))[.!]?$/i

export function isLeaving(text: string): boolean {
  return LEAVING.has(text.trim().toLowerCase())
}

export function isGivingUp(text: string): boolean {
  return GIVING_UP.test(text.trim())
}

/** Asks, and knows who goes by their words: a thing that is called so is what `isMeant` tells. */
export async function askOrLeave(
  session: Session,
  question: string,
  isMeant: (typed: string) => boolean = () => false,
): Promise<string> {
  const typed = await ask(session, question)
  if (isLeaving(typed) && !isMeant(typed)) throw new Left()
  return typed
}
