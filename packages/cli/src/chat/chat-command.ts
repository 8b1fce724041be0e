import { AipressError } from '@aipress/contract'
import type { Command } from 'commander'
import { isJson } from '../global-options.ts'
import { readAllInput } from '../read-input.ts'
import type { Session } from '../session.ts'
import { converse, type Talk } from './conversation.ts'
import { openJsonScreen, openScreen } from './screen.ts'
import { runTalk } from './talk.ts'

/** The assistant, as in the console: one sentence and its answer, a talk without a sentence, or piped lines, each a sentence. */
export function addChatCommand(program: Command, session: Session): void {
  const command = program
    .command('chat [text]')
    .summary('Ask the assistant in plain words; without words, talk with it')
    .description(
      'The assistant may do what you may do, and asks before it destroys anything: on a terminal you type the name of the thing; elsewhere it is declined, and the command that takes --yes is named. Lines that are piped in are said one after the other.',
    )
    .option('--conversation <id>', 'Go on with an earlier conversation')
    .addHelpText('after', '\nExample:\n  aipress chat "Create a site called Corner Bakery"')
  command.action(async (text: string | undefined, { conversation }: { conversation?: string }) => {
    const screen = isJson(command) ? openJsonScreen(session.terminal) : openScreen(session.terminal)
    const start: Talk = { session, screen, conversationId: conversation }
    if (text === undefined && process.stdin.isTTY && !isJson(command)) await runTalk(start)
    else {
      for (const sentence of text === undefined ? sentencesIn(await readAllInput()) : [requireText(text)])
        await converse(start, sentence)
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

/** What is piped in is said line by line in one conversation, and ends at the first that fails. */
const LINES_MAX = 100

function sentencesIn(input: string): string[] {
  const lines = requireText(input)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length <= LINES_MAX) return lines
  throw new AipressError(
    'invalid_input',
    `There are ${lines.length} lines; at most ${LINES_MAX} are said at once.`,
    {
      hint: 'Each line is a sentence of its own. Split the file.',
    },
  )
}

function requireText(text: string): string {
  const trimmed = text.trim()
  if (trimmed !== '') return trimmed
  throw new AipressError('invalid_input', 'There is nothing to ask.', {
    hint: 'For example: aipress chat "Which sites do I have?"',
  })
}
