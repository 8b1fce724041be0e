import { join } from 'node:path'
import { layoutOf } from '@aipress/control-plane/drivers/local/layout.ts'
import { homeOf } from '../../../tools/platform-home.mjs'
import { requirePlatform } from '../../../tools/preflight.mjs'
import { createProgress } from '../../../tools/progress.mjs'
import { runCommand } from './command.ts'
import { stopPlatform } from './stop.ts'

/** `npm run down`: stops everything of this home and keeps all data. */
const home = homeOf(process.env)

await runCommand(join(home, 'logs'), async () => {
  requirePlatform({ command: 'down', home })
  await createProgress().step('Stop', async () => {
    const count = await stopPlatform(layoutOf(home))
    return count === 0 ? 'nothing was running' : `${count} services`
  })
  process.stdout.write(`\nAIPress is stopped. Its data is in ${home}; "npm run up" starts it again.\n`)
  return 0
})
