import { isPlatformHome } from '../../../tools/platform-home.mjs'
import { SetupError } from '../../../tools/setup-error.mjs'

/** Nothing is ever stopped or deleted in a folder that AIPress did not make. */
export function requirePlatform(home: string): void {
  if (process.getuid?.() !== 0) {
    throw new SetupError('AIPress runs as root, and only root may look after it.', { hint: 'Use sudo.' })
  }
  if (isPlatformHome(home)) return
  throw new SetupError(`${home} is not the home folder of an AIPress platform.`, {
    hint: 'Name the right one, for example: AIPRESS_HOME=/srv/aipress npm run status',
  })
}
