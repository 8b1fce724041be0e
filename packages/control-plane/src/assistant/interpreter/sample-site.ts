import type { Scene } from './meaning.ts'

/** The site spoken of, or one that there is; an invented one only where there is none. */
export function sampleSite({ memory, sites }: Pick<Scene, 'memory' | 'sites'>): string | undefined {
  const alive = sites.sites.filter(({ state }) => state !== 'deleted')
  return (alive.find(({ name }) => name === memory.focus) ?? alive[0])?.name
}
