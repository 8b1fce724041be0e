import type { Command } from 'commander'
import { isJson } from '../global-options.ts'
import type { Session } from '../session.ts'

/** The assistant, as in the console: one sentence and its answer, a talk without a sentence, or piped lines, each a sentence. */
export function addChatCommand(program: Command, session: Session): void {
  const command = program
    .command('chat [text]')
    .summary('Ask the assistant in plain words; without words, talk with it')
    .description(
      'The assistant may do what you may do, and asks before it destroys anything: on a terminal you type the name of the thing; elsewhere it is left undone, the command that takes --yes is named, and the exit code is 2. Lines that are piped in are said one after the other; a line after a question answers it, and "exit" ends them.',
    )
    .option('--conversation <id>', 'Go on with an earlier conversation')
    .addHelpText('after', '\nExample:\n  aipress chat "Create a site called Corner Bakery"')
  command.action(async (text: string | undefined, { conversation }: { conversation?: string }) => {
    // What reads and shows a conversation is not loaded for any other command.
    const { runChat } = await import('./run-chat.ts')
    await runChat(session, { text, conversationId: conversation, json: isJson(command) })
  })
}
