import { AipressError } from '@aipress/contract'
import type { Command } from 'commander'
import { isJson } from '../global-options.ts'
import { readAllInput } from '../read-input.ts'
import type { Session } from '../session.ts'
import { converse, type Talk } from './conversation.ts'
import { openJsonScreen, openScreen } from './screen.ts'
import { runTalk } from './talk.ts'

/** The assistant, as in the console: one sentence and its answer, or a talk without a sentence. */
export function addChatCommand(program: Command, session: Session): void {
  const command = program
    .command('chat [text]')
    .summary('Ask the assistant in plain words; without words, talk with it')
    .description(
      'The assistant may do what you may do, and asks before it destroys anything: on a terminal you type the name of the thing; elsewhere it is declined, and the command that takes --yes is named.',
    )
    .option('--conversation <id>', 'Go on with an earlier conversation')
    .addHelpText('after', '\nExample:\n  aipress chat "Create a site called Corner Bakery"')
  command.action(async (text: string | undefined, { conversation }: { conversation?: string }) => {
    const screen = isJson(command) ? openJsonScreen(session.terminal) : openScreen(session.terminal)
    const start: Talk = { session, screen, conversationId: conversation }
    if (text === undefined && process.stdin.isTTY && !isJson(command)) await runTalk(start)
    else {
      await converse(start, requireText(text ?? (await readAllInput())))
      if (!isJson(command)) sayHowToGoOn(start)
    }
  })
}

/** Only where a person sits: scripts know what they want next. */
export function sayHowToGoOn({ session, conversationId }: Talk): void {
  const { terminal } = session
  if (conversationId === undefined || !terminal.errIsTty) return
  terminal.err(terminal.paintErr('dim', `Go on: aipress chat --conversation ${conversationId} "…"\n`))
}

function requireText(text: string): string {
  const trimmed = text.trim()
  if (trimmed !== '') return trimmed
  throw new AipressError('invalid_input', 'There is nothing to ask.', {
    hint: 'For example: aipress chat "Which sites do I have?"',
  })
}
