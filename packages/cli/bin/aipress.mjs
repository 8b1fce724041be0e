#!/usr/bin/env node
/**
 * Starts the command line under the Node that the product pins. The sources are TypeScript that Node
 * runs itself, which needs 23.6; whoever has an older one still gets `npx aipress`, because the pinned
 * Node is a dependency. Plain JavaScript for Node 18, so that an old Node can read this file at all.
 */
// biome-ignore lint/style/noRestrictedImports: execa needs a newer Node, and the arguments are an array
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']
const script = fileURLToPath(import.meta.url)

if (runsTypeScript(process.versions.node)) {
  await keepCompiledCode()
  await import('../src/main.ts')
} else {
  startPinnedNode()
}

function runsTypeScript(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > 23 || (major === 23 && minor >= 6)
}

/** Halves the start. In the user's own folder: Node's default in /tmp could be filled by anyone, and root would run it. */
async function keepCompiledCode() {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aipress'))
}

function startPinnedNode() {
  const pinned = findPinnedNode()
  if (pinned === undefined) {
    console.error(`aipress needs Node 24; this is Node ${process.versions.node}.`)
    console.error('Run "npm install" (or "npm run up") in the folder of AIPress: it brings the right one.')
    process.exit(1)
  }
  const child = spawn(pinned, [script, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`aipress could not start ${pinned}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    for (const forwarded of FORWARDED_SIGNALS) process.removeAllListeners(forwarded)
    process.kill(process.pid, signal)
  })
}

function findPinnedNode() {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  return [join(root, 'node_modules/node/bin/node'), join(root, 'node_modules/.bin/node')].find(existsSync)
}
