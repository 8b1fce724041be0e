import { type Command, Option } from 'commander'
import type { Session } from '../session.ts'
import { candidatesFor } from './candidates.ts'
import { completionScript, SHELLS, type Shell } from './scripts.ts'

/** `completion` prints what a shell sources; `complete` is what that script asks at each TAB. */
export function addCompletionCommands(program: Command, session: Session): void {
  program
    .command('completion')
    .summary('Print the completion script of a shell')
    .description(
      'Completes commands, options, choices, and the names of your sites as the platform knows them.',
    )
    .addArgument(program.createArgument('<shell>', 'Your shell').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExample:\n  source <(npx aipress completion bash)\n  source <(npx aipress completion zsh)\n  npx aipress completion fish | source',
    )
    .action((shell: Shell) => session.terminal.out(completionScript(shell)))

  program
    .command('complete [words...]', { hidden: true })
    .addOption(new Option('--no-names', 'Without asking the platform'))
    .action(async (words: string[], { names }: { names: boolean }) => {
      const candidates = await candidatesFor(program, names ? session : undefined, words)
      for (const { value, description } of candidates) {
        session.terminal.out(description === '' ? `${value}\n` : `${value}\t${description}\n`)
      }
    })
}
