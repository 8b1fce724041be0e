import type { Command } from 'commander'

/** `--json` may stand anywhere on the line, also before the command. */
export function isJson(command: Command): boolean {
  return command.optsWithGlobals().json === true
}
