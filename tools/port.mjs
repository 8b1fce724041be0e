import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { SetupError } from './setup-error.mjs'

/** The port is free, or in use by the edge of this very platform. */
export async function checkPort(port, home) {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SetupError('AIPRESS_PORT must be a number from 1 to 65535.', {
      hint: 'Example: AIPRESS_PORT=9080 npm run up',
    })
  }
  const failures = [await failureToListen(port, '0.0.0.0'), await failureToListen(port, '::')]
  if (!failures.includes('EADDRINUSE')) return
  const holders = processesListeningOn(port)
  if (holders.some(({ command }) => command.includes(`${home}/`))) return
  const known = holders[0]
  const who = known ? `${known.command.slice(0, 80)} (process ${known.pid})` : 'another process'
  throw new SetupError(`Port ${port} is in use by ${who}.`, {
    hint: `Choose another one: AIPRESS_PORT=${port === 8080 ? 9080 : port + 1000 > 65_535 ? 8080 : port + 1000} npm run up`,
  })
}

/** A machine without IPv6 fails with another code, which is no obstacle. */
function failureToListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(error.code))
    server.listen({ port, host, ipv6Only: true }, () => server.close(() => resolve(undefined)))
  })
}

const LISTENING = '0A'

function processesListeningOn(port) {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)))
  const pids = entriesOf('/proc').filter((name) => /^\d+$/.test(name))
  return pids
    .filter((pid) => entriesOf(`/proc/${pid}/fd`).some((fd) => inodes.has(linkOf(`/proc/${pid}/fd/${fd}`))))
    .map((pid) => ({
      pid: Number(pid),
      command: textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim(),
    }))
}

function listeningInodes(table, port) {
  return textOf(table)
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING && Number.parseInt(fields[1].split(':')[1], 16) === port)
    .map((fields) => `socket:[${fields[9]}]`)
}

/** Processes come and go while they are looked at. */
function orElse(fallback, read) {
  try {
    return read()
  } catch {
    return fallback
  }
}

const entriesOf = (folder) => orElse([], () => readdirSync(folder))
const linkOf = (path) => orElse('', () => readlinkSync(path))
const textOf = (path) => orElse('', () => readFileSync(path, 'utf8'))
