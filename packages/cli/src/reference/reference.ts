import { ACTIONS, type AnyAction, ERRORS, type ErrorCode } from '@aipress/contract'
import { EXIT, EXIT_MEANINGS, exitCodeOf } from '../exit-codes.ts'
import { effectOf, inCommands } from '../help.ts'
import { type CliInput, inputsOf, optionsOf } from '../inputs.ts'
import { parseUsage } from '../usage.ts'
import { INTRODUCTION } from './introduction.ts'
import { namedShapes, shapeText } from './shape-text.ts'

/** The text of docs/cli.md: what is written by hand, then what follows from the contract. */
export function renderReference(): string {
  return `${[
    INTRODUCTION.trim(),
    `## Exit codes\n\n${exitCodes()}`,
    `## Commands\n\n${ACTIONS.map(commandText).join('\n\n')}`,
    `## Shapes\n\nWhat the names above stand for. A question mark means that the field may be absent.\n\n${shapes()}`,
  ].join('\n\n')}\n`
}

function exitCodes(): string {
  const rows = (Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => {
    const codes = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => exitCodeOf(code) === EXIT[name])
    return `| ${EXIT[name]} | ${EXIT_MEANINGS[name]} | ${codes.map((code) => `\`${code}\``).join(' ')} |`
  })
  return ['| code | meaning | error codes |', '|---|---|---|', ...rows].join('\n')
}

function commandText(action: AnyAction): string {
  const positional = new Set(parseUsage(action).positionals.map(({ name }) => name))
  const inputs = [...inputsOf(action).filter(({ name }) => positional.has(name)), ...optionsOf(action)]
  return [
    `### \`aipress ${action.cli}\``,
    inCommands(`${action.summary}. ${action.description ?? ''}`.trim()),
    ...(inputs.length === 0
      ? []
      : [inputs.map((input) => inputText(input, positional.has(input.name))).join('\n')]),
    `${effectOf(action)} Example: \`${action.cliExample}\``,
    jsonText(action),
  ].join('\n\n')
}

function inputText(input: CliInput, positional: boolean): string {
  const flags = input.oppositeFlag === undefined ? input.flag : `${input.flag}, ${input.oppositeFlag}`
  const name = positional ? `<${input.name}>` : flags
  const choices = input.choices.length === 0 ? '' : ` (${input.choices.join(', ')})`
  const fallback = input.default === undefined ? '' : ` Default: ${input.default}.`
  const meaning = input.description === '' ? '' : `: ${input.description.replace(/\.?$/, '.')}`
  return `- \`${name}\`${choices}${meaning}${fallback}`
}

function jsonText(action: AnyAction): string {
  const output = `JSON (\`${action.name}\`): \`${shapeText(action.output)}\``
  if (action.events === undefined) return output
  const when = 'follow' in action.input.shape ? ' with `--follow`' : ''
  return `${output}; as lines${when}, each event is \`${shapeText(action.events)}\``
}

function shapes(): string {
  const schemas = ACTIONS.flatMap(({ output, events }) =>
    events === undefined ? [output] : [output, events],
  )
  return namedShapes(schemas)
    .map(({ name, text }) => `- \`${name}\`: \`${text}\``)
    .join('\n')
}
