import { ACTIONS, type AnyAction } from '@aipress/contract'
import { Command, InvalidArgumentError, Option } from 'commander'
import { addChatCommand } from './chat/chat-command.ts'
import { addCompletionCommands } from './completion/completion-command.ts'
import { isJson } from './global-options.ts'
import { actionHelp, inCommands, rootHelp } from './help.ts'
import { type CliInput, inputsOf, optionsOf, readValue } from './inputs.ts'
import { runAction } from './run-action.ts'
import type { Session } from './session.ts'
import { addSignInCommands } from './sign-in/login.ts'
import { parseUsage } from './usage.ts'
import { addVersionCommand } from './version.ts'

/** The whole command line: the contract's actions, and the few commands that are about the CLI itself. */
export function buildProgram(session: Session): Command {
  const program = new Command('aipress')
    .description('The WordPress hosting platform that people talk to')
    .option('--json', 'Print exactly what the platform answers, as JSON')
    .option('--no-color', 'Print without colours (so does NO_COLOR)')
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: true, subcommandTerm: termOf })
    // Errors are thrown and reported in one place, see report-error.ts.
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
  for (const action of ACTIONS) addAction(program, session, action)
  addChatCommand(program, session)
  addSignInCommands(program, session)
  addCompletionCommands(program, session)
  addVersionCommand(program, session)
  addHelpCommand(program)
  program.helpInformation = () => rootHelp(program, session.terminal)
  return program
}

function addAction(program: Command, session: Session, action: AnyAction): void {
  const usage = parseUsage(action)
  const options = optionsOf(action)
  const inputs = new Map(inputsOf(action).map((input) => [input.name, input]))
  const command = nounOf(program, usage.words.slice(0, -1))
    .command(usage.words.at(-1) ?? action.name)
    .summary(action.summary)
    .description(inCommands(`${action.summary}. ${action.description ?? ''}`.trim()))
  if (usage.afterDashes)
    command.usage('[options] '.concat(action.cli.slice(usage.words.join(' ').length + 1)))
  for (const { name, required, variadic } of usage.positionals) {
    const term = variadic ? `${name}...` : name
    command.argument(required ? `<${term}>` : `[${term}]`, inputs.get(name)?.description ?? '')
  }
  for (const option of options) {
    command.addOption(optionFor(option))
    if (option.oppositeFlag !== undefined)
      command.option(option.oppositeFlag, `The opposite of ${option.flag}`)
  }
  addOptionsOfEffect(command, action)
  command.addHelpText('after', () => actionHelp(action))
  command.action(async (...values: unknown[]) => {
    const input: Record<string, unknown> = {}
    for (const [index, { name }] of usage.positionals.entries()) {
      if (values[index] !== undefined) input[name] = values[index]
    }
    for (const option of options) {
      if (command.getOptionValueSource(option.name) !== 'cli') continue
      input[option.name] = readValue(option, command.getOptionValue(option.name))
    }
    const settings = command.opts<{
      yes?: boolean
      wait?: boolean
      idempotencyKey?: string
      dryRun?: boolean
    }>()
    await runAction(session, action, input, {
      json: isJson(command),
      yes: settings.yes === true,
      wait: settings.wait !== false,
      idempotencyKey: settings.idempotencyKey,
      dryRun: settings.dryRun === true,
    })
  })
}

function nounOf(program: Command, words: readonly string[]): Command {
  return words.reduce((parent, word) => {
    const known = parent.commands.find((command) => command.name() === word)
    return known ?? parent.command(word).usage('<command> [options]').helpCommand(false)
  }, program)
}

function optionFor(input: CliInput): Option {
  const fallback =
    input.default === undefined || input.kind === 'boolean' ? '' : ` (default: ${input.default})`
  const value =
    input.kind === 'boolean' ? '' : input.kind === 'list' ? ' <value...>' : ` <${placeholderOf(input)}>`
  const meaning = input.flag.startsWith('--no-') ? `Not: ${input.description}` : input.description
  const option = new Option(`${input.flag}${value}`, `${meaning}${fallback}`.trim())
  if (input.kind === 'choice') option.choices(input.choices)
  else if (input.kind !== 'boolean' && input.kind !== 'list') option.argParser(saidOnce)
  return option.makeOptionMandatory(input.required)
}

/** Of two values one would be dropped unnoticed. */
function saidOnce(value: string, earlier: string | undefined): string {
  if (earlier === undefined) return value
  throw new InvalidArgumentError(
    `It takes one value, and "${earlier}" was given already: call again for another.`,
  )
}

/** In lists of commands: its name and arguments; that there are options needs no saying. */
function termOf(command: Command): string {
  return `${command.name()} ${command.usage().replace(/\[options\] ?/, '')}`.trim()
}

function placeholderOf({ kind, name }: CliInput): string {
  return kind === 'number' ? 'number' : name
}

function addOptionsOfEffect(command: Command, action: AnyAction): void {
  if (action.effect === 'reads') return
  command.option('--dry-run', 'Check everything and tell what would happen, without doing it')
  if (action.effect === 'destroys') command.option('-y, --yes', 'Go ahead without asking')
  if (answersWithOperation(action)) command.option('--no-wait', 'Leave as soon as it is started')
  command.option('--idempotency-key <key>', 'Repeating a call with the same key has no second effect')
}

export function answersWithOperation(action: AnyAction): boolean {
  return 'shape' in action.output && 'operation' in action.output.shape
}

/** `aipress help site create` is `aipress site create --help`. */
function addHelpCommand(program: Command): void {
  program
    .command('help [command...]')
    .summary('Show help for a command')
    .action((words: string[]) => {
      const path = words.reduce<Command | undefined>(
        (parent, word) => parent?.commands.find((command) => command.name() === word),
        program,
      )
      if (path === undefined)
        program.error(`unknown command '${words.join(' ')}'`, { code: 'commander.unknownCommand' })
      else path.help()
    })
}
