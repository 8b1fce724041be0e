import { evaluate } from './evaluate.ts'
import { UTTERANCES } from './utterances.ts'

/** `node packages/control-plane/src/assistant/eval/print.ts`: accuracy, and each utterance that went wrong. */
const verdicts = evaluate(UTTERANCES)
const wrong = verdicts.filter((verdict) => !verdict.right)
const durations = verdicts.map((verdict) => verdict.durationMs).toSorted((a, b) => a - b)
const slowest = durations.at(-1) ?? 0
const median = durations[Math.floor(durations.length / 2)] ?? 0
const right = verdicts.length - wrong.length
const lines = [
  `${right} of ${verdicts.length} right (${((100 * right) / verdicts.length).toFixed(1)} %), ${verdicts.filter((one) => one.harmful).length} harmful, median ${median.toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms`,
  ...wrong.map(
    ({ utterance, got }) =>
      `  "${utterance.say}"\n    wanted ${JSON.stringify(utterance.expect)}\n    got    ${got}`,
  ),
]
process.stdout.write(`${lines.join('\n')}\n`)
