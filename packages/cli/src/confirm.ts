import { AipressError, type AnyAction, type DryRun } from '@aipress/contract'
import { ask } from './ask.ts'
import { inCommands } from './help.ts'
import { call } from './platform.ts'
import type { Session } from './session.ts'
import { parseUsage } from './usage.ts'
import { clean, wrap } from './views/text.ts'

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
  // Whoever types a name shall have heard before that it names nothing, or may not be done.
  const { title, effects } = (await call(session, action, input, { dryRun: true })) as unknown as DryRun
  terminal.err(`${terminal.paintErr('bold', wrap(clean(title), terminal.errWidth))}\n`)
  for (const effect of effects)
    if (effect !== `${action.summary}.`)
      terminal.err(`${wrap(inCommands(clean(effect)), terminal.errWidth)}\n`)
  const typed = await ask(session, `Type ${terminal.paintErr('bold', name)} to go on: `)
  if (typed === name) return
  throw new AipressError('confirmation_needed', 'That is not the same name; nothing was done.', {
    hint: `Type it exactly as given: ${name}`,
  })
}
