import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { layoutOf } from '@aipress/control-plane/drivers/local/layout.ts'
import { removeTree } from '@aipress/control-plane/drivers/local/remove-tree.ts'
import { commandFor, homeOf, MARKER } from '../../../tools/platform-home.mjs'
import { requirePlatform } from '../../../tools/preflight.mjs'
import { createProgress } from '../../../tools/progress.mjs'
import { SetupError } from '../../../tools/setup-error.mjs'
import { runCommand } from './command.ts'
import { stopPlatform } from './stop.ts'

/** `npm run reset`: stops everything of this home and deletes it, after its path was typed or with `--yes`. */
const home = homeOf(process.env)

await runCommand(join(home, 'logs'), async (signal) => {
  requirePlatform({ command: 'reset', home })
  if (!process.argv.includes('--yes')) await confirm(signal)
  const progress = createProgress()
  await progress.step('Stop', async () => `${await stopPlatform(layoutOf(home))} services`)
  await progress.step('Delete', () => deleteHome())
  process.stdout.write(`\nNothing of the platform in ${home} is left. "npm run up" makes a new one.\n`)
  return 0
})

async function confirm(signal: AbortSignal): Promise<void> {
  const without = `To delete it without being asked: ${commandFor('reset', process.env)} -- --yes`
  if (!process.stdin.isTTY) {
    throw new SetupError('Nothing was deleted: only a person at a terminal can confirm it, not a pipe.', {
      hint: without,
    })
  }
  process.stdout.write(
    `This deletes every site, with its files and database, and every setting in ${home}. It cannot be undone.\n`,
  )
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const closed = new AbortController()
  terminal.on('close', () => closed.abort())
  try {
    const typed = await terminal.question(`Type ${home} to go on: `, {
      signal: AbortSignal.any([signal, closed.signal]),
    })
    if (typed.trim() === home) return
  } catch (error) {
    if (!closed.signal.aborted || signal.aborted) throw error
    throw new SetupError('Nothing was deleted.', { hint: without, cause: error })
  } finally {
    terminal.close()
  }
  throw new SetupError('Nothing was deleted: that is not the path.', { hint: without })
}

/** The marker goes last, so that an interrupted run can be repeated. */
async function deleteHome(): Promise<string> {
  const names = (await readdir(home)).filter((name) => name !== MARKER)
  for (const name of names) await removeTree(join(home, name))
  await rm(join(home, MARKER), { force: true })
  // A folder that somebody mounted, or whose parent is read-only, stays; it is empty.
  await rmdir(home).catch(() => undefined)
  return home
}
