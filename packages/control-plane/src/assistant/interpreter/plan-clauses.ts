import { siteNameFromTitle, toolName } from '@aipress/contract'
import type { PlanInput } from '../plan.ts'
import type { Meaning, Memory } from './meaning.ts'
import { createSiteIndex, type SiteIndex } from './site-index.ts'
import type { Understanding } from './understand.ts'

/**
 * Several changes in one sentence are a plan, as far as all of them are understood: "create a site called X and put it
 * on y.example". Undefined where at most one thing is changed, or something has to be asked first.
 */
export function planOf(
  { clauses, meaningOf }: Pick<Understanding, 'clauses' | 'meaningOf'>,
  memory: Memory,
  sites: SiteIndex,
): PlanInput | undefined {
  if (clauses.length < 2) return undefined
  const steps: PlanInput['steps'] = []
  /** Names that sites will have, as they are spoken of in the sentence, and the steps that make them. */
  const made = new Map<string, number>()
  let focus = memory.focus
  let known = sites
  for (const clause of clauses) {
    const meaning = meaningOf(clause, {
      memory: { ...memory, focus, pending: undefined, open: undefined },
      sites: known,
    })
    if (!isChange(meaning)) return undefined
    const { action, input } = meaning
    const step = typeof input.site === 'string' ? made.get(input.site) : undefined
    steps.push({ tool: toolName(action), input: step === undefined ? input : { ...input, site: `$${step}` } })
    if (action.name !== 'sites.create') {
      if (typeof input.site === 'string') focus = input.site
      continue
    }
    const title = String(input.title)
    const name = typeof input.name === 'string' ? input.name : siteNameFromTitle(title)
    if (name === undefined) return undefined
    made.set(name, steps.length)
    focus = name
    known = createSiteIndex([
      ...known.sites.filter((site) => site.name !== name),
      { siteId: name, name, title, state: 'running', hostnames: [] },
    ])
  }
  return { steps }
}

type Call = Extract<Meaning, { kind: 'call' }>

/** What destroys is never one of several; nor is what is only thought of. */
function isChange(meaning: Meaning): meaning is Call {
  if (meaning.kind !== 'call' || 'dryRun' in meaning.input) return false
  return meaning.action.effect === 'creates' || meaning.action.effect === 'changes'
}
