import { parseArgs } from 'node:util'
import { SetupError } from '../../../tools/setup-error.mjs'

/** `npm run up -- --groups 3` is `AIPRESS_GROUPS=3 npm run up`. */
export function settingsOf(args: readonly string[]): Record<string, string> {
  try {
    const { values } = parseArgs({ args: [...args], options: { groups: { type: 'string' } } })
    return values.groups === undefined ? {} : { AIPRESS_GROUPS: values.groups }
  } catch (cause) {
    throw new SetupError(`"npm run up" does not know what ${args.join(' ')} means.`, {
      hint: 'It takes --groups <number>; everything else is a setting: see README.md.',
      cause,
    })
  }
}
