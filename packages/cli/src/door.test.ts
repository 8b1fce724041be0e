import { AipressError, type AnyAction, type ErrorBody } from '@aipress/contract'
import { describeDoor } from '../../control-plane/src/doors/doors.suite.ts'
import { optionsOf } from './inputs.ts'
import { runCli } from './testing/run-cli.ts'
import { parseUsage } from './usage.ts'

describeDoor('CLI', 'cli', ({ url }) => ({
  async call(action, input, token) {
    const variables = { AIPRESS_URL: url, AIPRESS_TOKEN: token }
    const { exitCode, stdout, stderr } = await runCli([...wordsFor(action, input), '--json'], variables)
    // A streaming action prints its events, and its output last.
    const last: unknown = exitCode === 0 ? JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') : undefined
    if (exitCode === 0) return action.events === undefined ? last : (last as { output: unknown }).output
    throw AipressError.fromBody((JSON.parse(stderr) as { error: ErrorBody }).error)
  },
}))

/** The command line that stands for a call, confirmed as scripts do it. */
function wordsFor(action: AnyAction, input: Record<string, unknown>): string[] {
  const { words, positionals } = parseUsage(action)
  const options = optionsOf(action).filter(({ name }) => input[name] !== undefined)
  return [
    ...words,
    ...positionals.flatMap(({ name }) => [input[name] ?? []].flat().map(String)),
    ...options.flatMap(({ name, flag, kind }) => (kind === 'boolean' ? [flag] : [`${flag}=${input[name]}`])),
    ...(action.effect === 'destroys' ? ['--yes'] : []),
  ]
}
