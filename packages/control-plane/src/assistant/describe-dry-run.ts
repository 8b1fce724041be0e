import type { DryRun } from '@aipress/contract'

/** What would happen, and that nothing did. */
export function describeDryRun({ title, wouldChange, effects, confirm }: DryRun): string {
  if (!wouldChange) return `${title}: nothing would change, as all is so already. Nothing was done.`
  const asked = confirm === undefined ? [] : [`- You would be asked to type ${confirm}.`]
  return [
    `${title}. It would work; nothing was done. This is what it does:`,
    ...effects.map((one) => `- ${one}`),
    ...asked,
  ].join('\n')
}
