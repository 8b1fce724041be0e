import type { Session } from '../session.ts'
import type { Screen } from './screen.ts'

export interface Talk {
  session: Session
  screen: Screen
  /** Set by the first answer. */
  conversationId: string | undefined
  /** How what was done last went. */
  exitCode: number
}
