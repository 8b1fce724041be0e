import type { DryRun } from '@aipress/contract'
import { inCommands } from '../help.ts'
import { cleanDeep } from './text.ts'
import type { View } from './view.ts'

export const dryRunView: View<DryRun> = (answer, page) => {
  const { title, wouldChange, effects, confirm } = cleanDeep(answer) as DryRun
  const lines = wouldChange
    ? effects.map((effect) => `  ${inCommands(effect)}`)
    : ['  Nothing would change: all is so already.']
  const asked = confirm === undefined || !wouldChange ? [] : [`  You would be asked to type ${confirm}.`]
  return [
    page.paint('bold', title),
    ...lines,
    ...asked,
    page.paint('dim', 'This was a dry run: nothing was done.'),
  ].join('\n')
}
