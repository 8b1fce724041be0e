import { dirname, join } from 'node:path'
import { cacheFolder, homeOf } from '../../../tools/platform-home.mjs'
import { createProgress } from '../../../tools/progress.mjs'
import { wordpressCache } from '../../../tools/wordpress.mjs'
import { runCommand } from './command.ts'
import { settingsOf } from './options.ts'
import { startPlatform } from './platform.ts'
import { welcomeText } from './welcome.ts'

/** `npm run up`, once everything is installed: makes the platform run and says how to use it. */
const home = homeOf(process.env)

await runCommand(join(home, 'logs'), async (signal) => {
  const platform = await startPlatform({
    home,
    environment: { ...process.env, ...settingsOf(process.argv.slice(2)) },
    repository: dirname(dirname(dirname(import.meta.dirname))),
    wordpress: wordpressCache(cacheFolder(process.env)),
    progress: createProgress(),
    signal,
  })
  process.stdout.write(await welcomeText(platform, signal))
  return 0
})
