/**
 * `npm run up|down|status|reset|eval|bench|simulate` and `npm test`. Plain JavaScript, as it runs before anything is
 * installed; then hands over to Node 24 and TypeScript.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install, installNodePackages } from './install.mjs'
import { acquireLock } from './lock.mjs'
import { nodeOf } from './node-packages.mjs'
import { cacheFolder, homeOf, MARKER, portOf } from './platform-home.mjs'
import { checkDebian, checkNode, checkRoot, preflight, requirePlatform } from './preflight.mjs'
import { createProgress } from './progress.mjs'
import { printFailure, SetupError } from './setup-error.mjs'

const repository = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = cacheFolder(process.env)
const installLog = join(cache, 'install.log')

const commands = {
  up,
  down: (args) => onHome('down', (home) => withHomeLock(home, () => machine('down', args))),
  status: (args) => onHome('status', () => machine('status', args)),
  reset: (args) => onHome('reset', (home) => withHomeLock(home, () => machine('reset', args))),
  eval: evaluate,
  bench: (args) => withTools('bench', () => node('bench/main.ts', args)),
  simulate: (args) => withTools('simulate', () => node('simulate/main.ts', args)),
  test: (args) => withTools('test', () => node('tools/test.ts', args)),
}

async function main([command, ...args]) {
  process.umask(0o022)
  // Ending by `exit` lets locks and Debian's policy file be put back.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))
  const work = commands[command]
  if (work === undefined) throw new SetupError(`Say one of: ${Object.keys(commands).join(', ')}.`)
  checkNode({ command })
  process.exitCode = await work(args)
}

async function up(args) {
  const home = homeOf(process.env)
  const progress = createProgress()
  await preflight({ home, port: portOf(home, process.env), repository })
  takeHome(home)
  return withHomeLock(home, async () => {
    await install({ repository, cache, debianKinds: ['platform'], log: join(home, 'logs/up.log'), progress })
    return machine('up', args)
  })
}

/** The marker comes first: from now on the folder is known as AIPress's. */
function takeHome(home) {
  mkdirSync(home, { recursive: true })
  chmodSync(home, 0o755)
  writeFileSync(join(home, MARKER), 'This folder holds an AIPress platform. "npm run reset" deletes it.\n')
}

function onHome(command, work) {
  const home = homeOf(process.env)
  requirePlatform({ command, home })
  return work(home)
}

/** One of `up`, `down` and `reset` at a time. */
async function withHomeLock(home, work) {
  const lock = await acquireLock(join(home, 'run/up.lock'))
  if (lock.heldBy !== undefined) {
    throw new SetupError(`Another up, down or reset of ${home} is at work (process ${lock.heldBy}).`, {
      hint: 'Wait for it to end, or end it; then run the same command again.',
    })
  }
  process.once('exit', lock.release)
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** For `test` and `bench`: all packages, but no platform of one's own. */
async function withTools(command, work) {
  checkRoot({ command })
  checkDebian(process.env)
  await install({
    repository,
    cache,
    debianKinds: ['platform', 'tests'],
    log: installLog,
    progress: createProgress(),
  })
  return work()
}

/** Needs the packages alone: no platform, and nothing of Debian. */
async function evaluate(args) {
  await installNodePackages({
    repository,
    cache,
    log: installLog,
    progress: createProgress(process.stderr),
  })
  return node('packages/control-plane/src/assistant/eval/print.ts', args)
}

async function machine(command, args) {
  await installNodePackages({
    repository,
    cache,
    log: installLog,
    progress: createProgress(process.stderr),
  })
  return node(`packages/machine/src/${command}.ts`, args)
}

/** Runs a TypeScript file under Node 24; Ctrl-C reaches it directly, so this process only waits for its end. */
function node(file, args) {
  process.removeAllListeners('SIGINT')
  process.on('SIGINT', () => {})
  return new Promise((resolve, reject) => {
    const child = spawn(nodeOf(repository), [join(repository, file), ...args], {
      stdio: 'inherit',
      // Compiled code is kept, which halves the time until a command does something.
      env: { NODE_COMPILE_CACHE: join(cache, 'compiled'), ...process.env },
    })
    for (const signal of ['SIGTERM', 'SIGHUP']) {
      process.removeAllListeners(signal)
      process.on(signal, () => child.kill(signal))
    }
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

main(process.argv.slice(2)).catch((error) => {
  printFailure(error)
  process.exitCode = 1
})
