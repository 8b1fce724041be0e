import { ACTIONS, AipressError } from '@aipress/contract'
import { clean } from '../views/text.ts'
import type { Approval } from './chunks.ts'
import { askOrLeave } from './leaving.ts'
import type { Talk } from './talking.ts'

export interface Decision {
  approvalId: string
  approved: boolean
  typed?: string
}

/** Asks the person, who is there. */
export async function decide({ session }: Talk, { approvalId, confirmText }: Approval): Promise<Decision> {
  if (confirmText === undefined) {
    const answer = await askOrLeave(session, 'Go ahead? (yes or no) ')
    return { approvalId, approved: /^y(es)?$/i.test(answer) }
  }
  const typed = await askOrLeave(
    session,
    `Type ${clean(confirmText)} to go ahead, or press Enter to leave it: `,
    (answer) => answer === confirmText,
  )
  return { approvalId, approved: typed === confirmText, typed }
}

/** Whether a line after an approval can only be meant as the answer to it. */
export function isMeantAsAnswer(line: string, { confirmText }: Approval): boolean {
  return line === confirmText || /^(y(es)?|no?)[.!]?$/i.test(line)
}

/** Why it stays undone where nobody can be asked, and what to do instead. */
export function notConfirmed({ action, title, confirmText }: Approval): AipressError {
  const isTyped = confirmText !== undefined
  const usage = ACTIONS.find(({ name }) => name === action)?.cli.replace(/<\w+>/, confirmText ?? '$&')
  const directly = `aipress ${clean(usage ?? '')}${isTyped ? ' --yes' : ''}`
  return new AipressError(
    'confirmation_needed',
    `Not done: "${clean(title)}" must be confirmed by a person, and nobody can be asked here.`,
    {
      hint:
        usage === undefined
          ? 'Say it again in "aipress chat" on a terminal or in the console, or run each step by its own command.'
          : `Run: ${directly} (or say it again in "aipress chat" on a terminal, or in the console)`,
    },
  )
}
