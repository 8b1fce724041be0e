import { join } from 'node:path'
import { homeOf } from '../../../tools/platform-home.mjs'
import { requirePlatform } from '../../../tools/preflight.mjs'
import { runCommand } from './command.ts'
import { inspectPlatform } from './inspect.ts'
import { statusText } from './status-text.ts'

/** `npm run status`: every part with health, memory and uptime; exit code 0 only when all is well. */
const home = homeOf(process.env)
const INSPECT_MS_MAX = 30_000

await runCommand(join(home, 'logs'), async (interrupt) => {
  requirePlatform({ command: 'status', home })
  const signal = AbortSignal.any([interrupt, AbortSignal.timeout(INSPECT_MS_MAX)])
  const status = await inspectPlatform(home, process.env, signal)
  const asJson = process.argv.includes('--json')
  process.stdout.write(asJson ? `${JSON.stringify(status, null, 2)}\n` : statusText(status))
  return status.healthy ? 0 : 1
})
