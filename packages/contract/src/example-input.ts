import type { z } from 'zod'
import { type AnyAction, parseRoute } from './action.ts'

/** The input that the action's `cliExample` stands for: `… site show corner-bakery` → `{ site: … }`. */
export function exampleInput(action: AnyAction): Record<string, unknown> {
  const usage = wordsOf(action.cli)
  const commandLength = usage.findIndex((word) => /^[<[-]/.test(word))
  const positionals = usage
    .slice(commandLength === -1 ? usage.length : commandLength)
    .flatMap((word) => /^[<[](\w+)(\.\.\.)?[>\]]$/.exec(word)?.slice(1, 3) ?? [])
  const given = wordsOf(action.cliExample).slice(1 + (commandLength === -1 ? usage.length : commandLength))
  const input: Record<string, unknown> = {}
  for (let place = 0; given.length > 0; ) {
    const word = given.shift() as string
    if (word === '--') continue
    if (word.startsWith('--')) {
      const name = word.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      if (name in action.input.shape) input[name] = isFlag(action, name) ? true : given.shift()
      continue
    }
    const [name, isRest] = [positionals[place], positionals[place + 1] !== undefined]
    if (name === undefined) continue
    input[name] = isRest ? [word, ...given.splice(0)] : word
    place += 2
  }
  return input
}

/** The example as sent in a request's body: without what travels in the path. */
export function exampleBody(action: AnyAction): Record<string, unknown> {
  const { parameters } = parseRoute(action.http)
  return Object.fromEntries(
    Object.entries(exampleInput(action)).filter(([name]) => !parameters.includes(name)),
  )
}

function isFlag(action: AnyAction, name: string): boolean {
  const schema = action.input.shape[name] as z.ZodType
  const takesBoolean = schema.safeParse(true).success
  return takesBoolean && !schema.safeParse('90').success
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
}
