import { AipressError, type AnyAction } from '@aipress/contract'
import { ask } from './ask.ts'
import { inCommands } from './help.ts'
import type { Session } from './session.ts'
import { parseUsage } from './usage.ts'

/**
 * Before anything is destroyed, a person types the name of the thing. Where nobody can be asked, only
 * an explicit `--yes` goes on: silence is not consent.
 */
export async function requireConfirmation(
  session: Session,
  action: AnyAction,
  input: Record<string, unknown>,
): Promise<void> {
  const { terminal } = session
  const command = `aipress ${parseUsage(action).words.join(' ')}`
  const name = action.confirm === undefined ? 'yes' : String(input[action.confirm])
  if (!terminal.isInteractive) {
    throw new AipressError(
      'confirmation_needed',
      `"${command}" asks before it acts, and nobody can be asked here.`,
      {
        hint: 'Add --yes to confirm without a question.',
      },
    )
  }
  terminal.err(`${terminal.paintErr('bold', `${action.summary}: ${name}`)}\n`)
  if (action.description !== undefined) terminal.err(`${inCommands(action.description)}\n`)
  const typed = await ask(session, `Type ${terminal.paintErr('bold', name)} to go on: `)
  if (typed === name) return
  throw new AipressError('confirmation_needed', 'That is not the same name; nothing was done.', {
    hint: `Type it exactly as given: ${name}`,
  })
}
