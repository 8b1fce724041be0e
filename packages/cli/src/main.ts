import { AipressError } from '@aipress/contract'
import { type Connection, findConnection } from './connection.ts'
import { readEnvironment } from './environment.ts'
import { buildProgram } from './program.ts'
import { reportError } from './report-error.ts'
import type { Session } from './session.ts'
import { openTerminal } from './terminal.ts'

/** The same Ctrl-C reaches us twice when an older Node started this one; a person's second is later. */
const SECOND_INTERRUPT_MS = 500

const words = process.argv.slice(2)
// Before anything looks at the streams; Node's own styling reads this variable.
if (ownWords().includes('--no-color')) process.env.NO_COLOR = '1'
process.exit(await main())

async function main(): Promise<number> {
  const session = openSession()
  const program = buildProgram(session)
  try {
    if (words.length === 0) program.outputHelp()
    else await program.parseAsync(words, { from: 'user' })
    return session.exitCode
  } catch (error) {
    return reportError(error, session.terminal, ownWords().includes('--json'))
  }
}

/** What stands before `--`: the rest belongs to WP-CLI. */
function ownWords(): string[] {
  const dashes = words.indexOf('--')
  return dashes === -1 ? words : words.slice(0, dashes)
}

function openSession(): Session {
  const environment = readEnvironment(process.env)
  let connection: Connection | undefined
  return {
    environment,
    terminal: openTerminal(),
    signal: abortOnInterrupt(),
    connect: () => {
      connection ??= findConnection(environment)
      return connection
    },
    exitCode: 0,
  }
}

/** The first Ctrl-C lets the command say what goes on without it; the second leaves at once. */
function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController()
  let interruptedAt: number | undefined
  process.on('SIGINT', () => {
    if (interruptedAt !== undefined && Date.now() - interruptedAt > SECOND_INTERRUPT_MS) process.exit(130)
    interruptedAt ??= Date.now()
    controller.abort(new AipressError('cancelled', 'Interrupted.'))
  })
  return controller.signal
}
