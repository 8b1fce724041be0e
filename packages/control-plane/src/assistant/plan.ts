import { AipressError, type AnyAction, DryRun, type Site, toolName } from '@aipress/contract'
import { z } from 'zod'
import { isSecret } from '../actions/index.ts'
import type { ApprovalCard } from './approval-store.ts'
import { costLineOf } from './costs.ts'
import { exactCall, type Holder } from './held-call.ts'
import { titleOfAction } from './interpreter/texts/texts.ts'

/** Several changes that a person approves as one, before the first of them is done. */
export const PLAN_TOOL = 'plan'

/** More steps nobody reads through; bulk changes are for more. */
export const PLAN_STEPS_MAX = 10

/** Characters of a step's values: what is approved must be read as a whole. */
const STEP_TEXT_MAX = 400

/** The site that an earlier step makes: `$1` is that of the first. */
const EARLIER = /^\$(\d{1,2})$/

export const PlanInput = z.object({
  steps: z
    .array(
      z.object({
        tool: z.string().describe('the name of one of the other tools'),
        input: z
          .record(z.string(), z.unknown())
          .describe('as that tool takes it; a site that step 1 makes is "$1"'),
      }),
    )
    .min(2)
    .max(PLAN_STEPS_MAX),
})
export type PlanInput = z.infer<typeof PlanInput>

export const PLAN_DESCRIPTION =
  'Propose several changes as one plan. Use it whenever what the person asked for changes more than one thing: each step is tried out first, the person sees all of them and approves once, and then they are done in order until one fails. What destroys something cannot be part of it.'

export interface PlanStep {
  readonly action: AnyAction
  readonly input: Record<string, unknown>
}

/** Tries each step out and asks the person. Throws what the first step that cannot work would throw. */
export async function holdPlan(
  holder: Holder,
  steps: readonly PlanStep[],
  signal: AbortSignal,
): Promise<ApprovalCard> {
  const exact: { action: string; input: Record<string, unknown> }[] = []
  const effects: string[] = []
  for (const [index, { action, input }] of steps.entries()) {
    if (action.effect === 'destroys') throw notInAPlan(action)
    const earlier = earlierStep(input.site)
    if (earlier !== undefined && (earlier > index || steps[earlier - 1]?.action.name !== 'sites.create'))
      throw noSuchStep(earlier)
    const call =
      earlier === undefined
        ? await exactCall(holder, action, input)
        : { exact: input, title: titleOfAction(action, holder.texts) }
    if (earlier === undefined) await tryStep(holder, action, call.exact, index, signal)
    exact.push({ action: action.name, input: call.exact })
    effects.push(
      [
        `${index + 1}. ${titleOf(call.title, earlier, input)}`,
        costLineOf(action, input, holder.texts)?.replace(/\.$/, ''),
        manyLineOf(action),
      ]
        .filter(Boolean)
        .join('. '),
    )
  }
  return holder.approvals.hold({
    conversationId: holder.conversationId,
    owner: holder.owner,
    action: PLAN_TOOL,
    input: { steps: exact },
    title: holder.texts.planOf(steps.length),
    effects,
    confirmText: undefined,
  })
}

function titleOf(title: string, earlier: number | undefined, input: Record<string, unknown>): string {
  const rest = Object.entries(input)
    .filter(([key, value]) => key !== 'site' && value !== undefined)
    .map(([key, value]) => `${key} ${isSecret(key) ? '(not shown)' : textOf(value)}`)
  // What is approved is read first, all of it.
  if (rest.join(', ').length > STEP_TEXT_MAX) throw tooLongToShow(title)
  const whole = earlier === undefined ? title : `${title}: the site of step ${earlier}`
  return rest.length === 0 ? whole : `${whole} (${rest.join(', ')})`
}

const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

const manyLineOf = ({ affectsMany, description }: AnyAction) =>
  affectsMany === true ? description : undefined

async function tryStep(
  { actions, caller }: Holder,
  action: AnyAction,
  input: Record<string, unknown>,
  index: number,
  signal: AbortSignal,
): Promise<void> {
  if (action.effect === 'reads') return
  try {
    DryRun.parse(await actions.call(action.name, input, caller, { dryRun: true, signal }))
  } catch (error) {
    if (!(error instanceof AipressError)) throw error
    throw new AipressError(
      error.code,
      `Step ${index + 1} would fail, so nothing was done: ${error.message}`,
      {
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        cause: error,
      },
    )
  }
}

const earlierStep = (site: unknown): number | undefined => {
  const number = typeof site === 'string' ? EARLIER.exec(site)?.[1] : undefined
  return number === undefined ? undefined : Number(number)
}

/** The input with the site that an earlier step has made. */
export function withEarlierSite(
  input: Record<string, unknown>,
  outputs: readonly unknown[],
): Record<string, unknown> {
  const earlier = earlierStep(input.site)
  if (earlier === undefined) return input
  const made = (outputs[earlier - 1] as { site?: Site } | undefined)?.site
  if (made === undefined) throw noSuchStep(earlier)
  return { ...input, site: made.siteId }
}

/** The plan as it was approved. */
export function stepsOf(
  input: Record<string, unknown>,
  actions: readonly AnyAction[],
): PlanStep[] | undefined {
  const steps = Stored.parse(input).steps.map((step) => {
    const action = actions.find(({ name }) => name === step.action)
    return action === undefined ? undefined : { action, input: step.input }
  })
  return steps.every((step) => step !== undefined) ? steps : undefined
}

const Stored = z.object({
  steps: z.array(z.object({ action: z.string(), input: z.record(z.string(), z.unknown()) })),
})

/** What was proposed, with the actions behind the tools' names. */
export function parsePlan(input: unknown, permitted: ReadonlyMap<string, AnyAction>): PlanStep[] {
  const plan = PlanInput.safeParse(input)
  if (!plan.success)
    throw new AipressError(
      'invalid_input',
      `A plan has 2 to ${PLAN_STEPS_MAX} steps, each with a tool and its input.`,
    )
  return plan.data.steps.map(({ tool, input: values }) => {
    const action = permitted.get(tool)
    if (action === undefined)
      throw new AipressError('action_not_found', `There is no tool "${tool.slice(0, 60)}" to plan with.`, {
        hint: `Use the tools’ own names, such as ${toolName(permitted.values().next().value as AnyAction)}.`,
      })
    return { action, input: values }
  })
}

function notInAPlan(action: AnyAction): AipressError {
  return new AipressError('invalid_input', `${action.summary}: this cannot be a step of a plan.`, {
    hint: 'What destroys something is asked for by itself, and approved by typing its name.',
  })
}

function tooLongToShow(title: string): AipressError {
  return new AipressError('invalid_input', `${title}: this has more to it than a plan can show.`, {
    hint: 'Ask for it by itself.',
  })
}

function noSuchStep(step: number): AipressError {
  return new AipressError('invalid_input', `Step ${step} makes no site that a later step could mean.`)
}
