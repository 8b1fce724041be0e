import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { isJson } from './global-options.ts'
import type { Session } from './session.ts'

export function addVersionCommand(program: Command, session: Session): void {
  const version = readVersion()
  program.version(version, '-V, --version', 'Show the version')
  const command = program.command('version').summary('Show the version of this command line')
  command.action(() => {
    const text = isJson(command) ? JSON.stringify({ version, node: process.versions.node }) : version
    session.terminal.out(`${text}\n`)
  })
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
