import { ACTIONS, type AnyAction } from '@aipress/contract'
import type { Command, Option } from 'commander'
import { inputsOf } from '../inputs.ts'
import type { Session } from '../session.ts'
import { parseUsage } from '../usage.ts'
import { clean } from '../views/text.ts'
import { namesFor } from './names.ts'

export interface Candidate {
  value: string
  description: string
}

/** What the line so far comes to. */
interface Place {
  command: Command
  /** Positional words already given. */
  given: string[]
  /** The option whose value is being typed. */
  option: Option | undefined
  afterDashes: boolean
}

/** Words that may stand where the last one is being typed. Without a session, names are left out. */
export async function candidatesFor(
  program: Command,
  session: Session | undefined,
  typed: readonly string[],
): Promise<Candidate[]> {
  const words = joinAtEquals(typed).map(unquoted)
  const current = words.at(-1) ?? ''
  const place = placeOf(program, words.slice(0, -1))
  const found = await candidatesAt(place, current, session)
  return found
    .filter(({ value }) => value.startsWith(current) && !/[\n\t]/.test(value) && clean(value) === value)
    .map(({ value, description }) => ({ value, description: clean(description).replace(/\s+/g, ' ') }))
}

async function candidatesAt(
  place: Place,
  current: string,
  session: Session | undefined,
): Promise<Candidate[]> {
  const { command, given, option } = place
  if (option !== undefined) return await valuesOf(place, option, session)
  if (place.afterDashes) return []
  if (current.startsWith('-')) return optionsAt(command, current)
  if (given.length === 0 && command.commands.length > 0) {
    return command.commands
      .filter((child) => child.name() !== 'complete')
      .map((child) => ({ value: child.name(), description: child.summary() || verbsOf(child) }))
  }
  const argument = command.registeredArguments[given.length]
  if (argument === undefined) return []
  if (argument.argChoices !== undefined) return plain(argument.argChoices)
  return await named(place, argument.name(), session)
}

async function valuesOf(place: Place, option: Option, session: Session | undefined): Promise<Candidate[]> {
  if (option.argChoices !== undefined) return plain(option.argChoices)
  return await named(place, option.attributeName(), session)
}

async function named(place: Place, input: string, session: Session | undefined): Promise<Candidate[]> {
  const action = actionOf(place.command)
  if (action === undefined) return []
  const { choices = [] } = inputsOf(action).find(({ name }) => name === input) ?? {}
  if (choices.length > 0) return plain(choices)
  if (session === undefined) return []
  return await namesFor(session, action, input, place.given)
}

/** `--state=` is completed with its value attached, as shells other than bash see one word. */
function optionsAt(command: Command, current: string): Candidate[] {
  const options = command
    .createHelp()
    .visibleOptions(command)
    .concat(command.createHelp().visibleGlobalOptions(command))
  const [flag] = current.split('=')
  const chosen = current.includes('=') ? options.find(({ long }) => long === flag) : undefined
  if (chosen !== undefined) return plain((chosen.argChoices ?? []).map((choice) => `${flag}=${choice}`))
  return options.map((option) => ({ value: option.long ?? option.flags, description: option.description }))
}

function placeOf(program: Command, words: readonly string[]): Place {
  const place: Place = { command: program, given: [], option: undefined, afterDashes: false }
  for (const word of words) {
    if (place.option !== undefined) place.option = undefined
    else if (place.afterDashes) place.given.push(word)
    else if (word === '--') place.afterDashes = true
    else if (word.startsWith('-')) place.option = optionThatTakesValue(place.command, word)
    else {
      const child =
        place.given.length === 0 ? place.command.commands.find((child) => child.name() === word) : undefined
      if (child === undefined) place.given.push(word)
      else place.command = child
    }
  }
  return place
}

function optionThatTakesValue(command: Command, word: string): Option | undefined {
  return command.options.find((option) => (option.long === word || option.short === word) && option.required)
}

function actionOf(command: Command): AnyAction | undefined {
  const words: string[] = []
  for (let at: Command | null = command; at?.parent; at = at.parent) words.unshift(at.name())
  return ACTIONS.find((action) => parseUsage(action).words.join(' ') === words.join(' '))
}

/** Bash hands over `--state=run` as three words: without the middle one they read like `--state run`. */
function joinAtEquals(words: readonly string[]): string[] {
  const last = words.length - 1
  return words.flatMap((word, index) => {
    if (word !== '=' || !words[index - 1]?.startsWith('-')) return [word]
    return index === last ? [''] : []
  })
}

/** `Blue\ Ag` and `"Blue Ag` as they are meant: shells hand over the line as it was typed. */
function unquoted(word: string): string {
  return word.replace(/^["']/, '').replace(/\\(.)/g, '$1')
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: '' }))
}

function verbsOf(noun: Command): string {
  return noun.commands.map((command) => command.name()).join(', ')
}
