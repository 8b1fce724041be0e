import type { Change } from '@aipress/contract'

const LENGTH_MAX = 300

/** Lines of what changed, as code: what plugins write is shown as it is, and nothing in it is rendered. */
export function sayWhat(changes: readonly Change[], by: (who: string) => string): string[] {
  const lines = changes.map(({ at, what, who, result }) => {
    const words = [`${at.slice(0, 16).replace('T', ' ')} ${what}`, who && by(who), result && `(${result})`]
    return words.filter(Boolean).join(' ').replaceAll('```', "'''").replace(/\s+/g, ' ').slice(0, LENGTH_MAX)
  })
  return ['```', ...lines, '```']
}
