import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, dirname } from 'node:path'
import { commandFor, isPlatformHome } from './platform-home.mjs'
import { SetupError } from './setup-error.mjs'

/** The port is free, or in use by the edge of this very platform. */
export async function checkPort(port, home, environment = process.env) {
  const upOn = (other) => commandFor('up', environment, { AIPRESS_PORT: other })
  if (!Number.isInteger(port) || port < 1 || port > PORT_MAX) {
    throw new SetupError('AIPRESS_PORT must be a whole number from 1 to 65535.', {
      hint: `Example: ${upOn(9080)}`,
    })
  }
  if (await isFree(port)) return
  const holders = processesListeningOn(port)
  const own = orElse(home, () => realpathSync(home))
  if (holders.some((holder) => holder.home === own)) return
  const other = holders.find((holder) => holder.home !== undefined)?.home
  const stop = other ? `\n  Or stop that one: ${commandFor('down', { AIPRESS_HOME: other })}` : ''
  throw new SetupError(
    `Port ${port} is in use by ${other ? `the AIPress of ${other}` : nameOf(holders[0])}.`,
    {
      hint: `Choose another one: ${upOn(await freePortAfter(port))}${stop}`,
    },
  )
}

const PORT_MAX = 65_535
const COMMAND_LENGTH_MAX = 60

function nameOf(holder) {
  if (holder === undefined) return 'another process'
  const { command, pid } = holder
  const short = command.length > COMMAND_LENGTH_MAX ? `${command.slice(0, COMMAND_LENGTH_MAX)}…` : command
  return `${short} (process ${pid})`
}

const PORTS_TRIED_MAX = 10

/** 9080 after 8080, and so on. */
async function freePortAfter(port) {
  for (let step = 1; step <= PORTS_TRIED_MAX; step += 1) {
    const candidate = 1024 + ((port + step * 1000 - 1024) % (PORT_MAX - 1024))
    if (await isFree(candidate)) return candidate
  }
  return port === 9080 ? 8080 : 9080
}

async function isFree(port) {
  const failures = [await failureToListen(port, '0.0.0.0'), await failureToListen(port, '::')]
  return !failures.includes('EADDRINUSE')
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
      home: homeOfEdge(pid),
    }))
}

/** An edge runs in the folder `edge` of its platform's home. */
function homeOfEdge(pid) {
  const folder = linkOf(`/proc/${pid}/cwd`)
  return basename(folder) === 'edge' && isPlatformHome(dirname(folder)) ? dirname(folder) : undefined
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
