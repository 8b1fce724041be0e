import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { figuresOf, HEADING, row, timed } from './measure.ts'

const ROUNDS = 15
const launcher = fileURLToPath(new URL('../packages/cli/bin/aipress.mjs', import.meta.url))

/** The command line's start beside Node's own, in turn. */
export async function run(): Promise<void> {
  const help: number[] = []
  const bare: number[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [ours, nodes] = [
      await timed(() => execa(process.execPath, [launcher, '--help'])),
      await timed(() => execa(process.execPath, ['-e', '0'])),
    ]
    // The first round compiles.
    if (round === 0) continue
    help.push(ours.durationMs)
    bare.push(nodes.durationMs)
  }
  const ratio = figuresOf(help).p50 / figuresOf(bare).p50
  const lines = [HEADING, row('aipress --help', figuresOf(help)), row('raw: node -e 0', figuresOf(bare))]
  process.stdout.write(`${lines.join('\n')}\n\nHelp takes ${ratio.toFixed(1)} times a bare start of Node.\n`)
}
