import { readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { start } from './compose/start.ts'
import { type Config, loadConfig } from './config.ts'
import { createLog } from './kernel/log.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const config = readConfig()
const log = createLog(config.logLevel)
const running = await start(config, log, version).catch((error: unknown) => {
  log.fatal({ err: error }, 'the control plane cannot start')
  process.exit(1)
})
// Otherwise it is kept at the end alone, and a process that is killed never comes to that.
flushCompileCache()
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.once(name, () => {
    log.info(`${name}: ending`)
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}

function readConfig(): Config {
  try {
    return loadConfig(process.env)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
