import { evaluate, isHeldAside, type Verdict } from './evaluate.ts'
import { printed, reportOn } from './report.ts'
import { UTTERANCES } from './utterances.ts'

/**
 * `npm run eval`: how well the interpreter understands. With `--wrong`, each utterance of the development set
 * that went wrong; with `--wrong-held-aside` those of the other, which is to be looked at for a report and
 * never to improve on them. Ends with 1 where an aim is missed.
 */
const WARM_UP = 40
const options = new Set(process.argv.slice(2))
evaluate(UTTERANCES.slice(0, WARM_UP)) // The first ones also compile the interpreter itself.
const verdicts = evaluate(UTTERANCES)
const report = reportOn(verdicts)
const shown = verdicts.filter(
  ({ right, utterance }) => !right && options.has(isHeldAside(utterance) ? '--wrong-held-aside' : '--wrong'),
)
process.stdout.write(`${[printed(report), ...shown.map(lines)].join('\n')}\n`)
process.exitCode = report.missed.length === 0 ? 0 : 1

function lines({ utterance, language, got }: Verdict): string {
  const expected =
    'says' in utterance.expect ? String(utterance.expect.says) : JSON.stringify(utterance.expect)
  return `${language}: "${utterance.say}"\n    wanted ${expected}\n    got    ${got}`
}
