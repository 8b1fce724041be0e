import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { SetupError } from './setup-error.mjs'

/** What the last lines of a failed command's output may add to a message. */
const TAIL_LINES_MAX = 12
const LOG_BYTES_MAX = 2_000_000

/**
 * Runs a command, its output going to the log line by line. `onLine` hears each line as well.
 * Answers the exit code and the last lines; never throws for a command that fails.
 */
export function run(command, args, { log, onLine = () => {}, ...options } = {}) {
  appendLog(log, `\n$ ${[command, ...args].join(' ')}\n`)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const endWithUs = () => child.kill()
    process.once('exit', endWithUs)
    child.once('close', () => process.removeListener('exit', endWithUs))
    const tail = []
    for (const stream of [child.stdout, child.stderr]) {
      let rest = ''
      stream.setEncoding('utf8').on('data', (text) => {
        appendLog(log, text)
        const lines = (rest + text).split(/\r?\n|\r/)
        rest = lines.pop() ?? ''
        for (const line of lines) {
          tail.push(line)
          if (tail.length > TAIL_LINES_MAX) tail.shift()
          onLine(line)
        }
      })
    }
    child.on('error', (cause) =>
      reject(new SetupError(`${command} could not be run: ${cause.message}.`, { log, cause })),
    )
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, tail: tail.join('\n') }))
  })
}

/** One older log is kept. */
export function openLog(log) {
  mkdirSync(dirname(log), { recursive: true })
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(log, `${log}.1`)
  appendLog(log, `\n=== ${new Date().toISOString()} ${process.argv.slice(2).join(' ')}\n`)
}

function appendLog(log, text) {
  if (log !== undefined) appendFileSync(log, text, { mode: 0o600 })
}
