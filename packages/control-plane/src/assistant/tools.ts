import { AipressError, type AnyAction, DryRun, type ErrorBody, toolName } from '@aipress/contract'
import { jsonSchema, type ToolSet, tool } from 'ai'
import { z } from 'zod'
import { type Actions, isSecret, readDryRun } from '../actions/index.ts'
import type { Caller } from '../kernel/caller.ts'
import { holdsForeignText, isChange, needsApproval, type Origin } from './approval-policy.ts'
import type { ApprovalCard, ApprovalStore } from './approval-store.ts'
import { askForAccount } from './ask-account.ts'
import { followOperation, hasOperation } from './follow.ts'
import { type AskedForm, FORM_DESCRIPTION, FORM_TOOL, formOf, isForm, ModelFormInput } from './form.ts'
import { holdCall, inSpokenWords } from './held-call.ts'
import type { Language } from './interpreter/languages/language.ts'
import type { Texts } from './interpreter/texts/texts.ts'
import { forModel } from './outputs.ts'
import { holdPlan, PLAN_DESCRIPTION, PLAN_TOOL, PlanInput, parsePlan } from './plan.ts'
import { type ReadTakeBack, type TakeBack, takeBackOf, withoutFormerText, withTakeBack } from './take-back.ts'

/** One person's words and all that is done about them. */
export interface Turn {
  readonly actions: Actions
  readonly approvals: ApprovalStore
  readonly caller: Caller
  readonly owner: string
  readonly conversationId: string
  /** Of the answer; with a tool call's id it makes the idempotency key. */
  readonly messageId: string
  readonly signal: AbortSignal
  /** Of the language that the person speaks. */
  readonly texts: Texts
}

/** A call that was not run. It stands in the place of the output until a person decides. */
export interface HeldCall {
  readonly heldForApproval: ApprovalCard
}

export function isHeld(output: unknown): output is HeldCall {
  return typeof output === 'object' && output !== null && 'heldForApproval' in output
}

export interface Toolbox {
  /** Of every action, so that a call of one that was not offered is refused in the platform's own words. */
  readonly tools: ToolSet
  /** Names of those that the caller may use, which alone are offered. */
  readonly offered: ReadonlySet<string>
  /** The action behind a tool; undefined for a name that a model made up. */
  actionOf(name: string): AnyAction | undefined
  /** Decided once for each call, whoever asks first. */
  isHeld(toolCallId: string, action: AnyAction, input: unknown): boolean
}

interface Bounds {
  readonly hasReadForeignText: boolean
  /** Calls in one turn, refused ones included. */
  readonly callsMax: number
  /** Whose proposal the calls are judged as, where that is not who makes them. */
  readonly judgedAs?: Origin | undefined
  /** That is spoken. */
  readonly language: Language
}

/** Offers the caller's permitted actions as tools, and nothing else. */
export function createToolbox(turn: Turn, origin: Origin, bounds: Bounds): Toolbox {
  const { hasReadForeignText, callsMax, language, judgedAs = origin } = bounds
  const permitted = new Map(turn.actions.permitted(turn.caller).map((action) => [toolName(action), action]))
  const decisions = new Map<string, boolean>()
  let foreign = hasReadForeignText
  let changesBefore = 0
  let calls = 0
  const isHeldCall = (toolCallId: string, action: AnyAction, input: unknown) => {
    const { [DRY_RUN]: dry = false } = asRecord(input)
    if (action.effect !== 'reads' && String(dry).toLowerCase() !== 'false') return false
    const known = decisions.get(toolCallId)
    if (known !== undefined) return known
    const values = asRecord(input)
    const circumstances = { origin: judgedAs, changesBefore, hasReadForeignText: foreign }
    const held = needsApproval(action, values, circumstances)
    if (isChange(action, values)) changesBefore += 1
    decisions.set(toolCallId, held)
    return held
  }
  const countCall = () => {
    calls += 1
    if (calls > callsMax) throw tooManyCalls(callsMax)
  }
  const asking = { turn, permitted, language, judgedAs }
  const asTool = (action: AnyAction) =>
    tool({
      description: [action.summary, action.description].filter(Boolean).join('. '),
      inputSchema: inputSchemaOf(action),
      async *execute(input: unknown, { toolCallId }): AsyncGenerator<unknown> {
        countCall()
        const { [DRY_RUN]: _, ...values } = withoutFollowing(asRecord(input))
        // What cannot run needs no approval: the call is refused, and says why.
        if (Object.keys(values).some(isSecret)) throw notInTheChat(action)
        if (await spoken(Promise.resolve().then(() => isSupposed(action, input)))) {
          yield await spoken(tryOut(turn, action, values))
          return
        }
        const canRun = permitted.has(toolName(action)) && action.input.safeParse(values).success
        const question = canRun ? await spoken(askForAccount(asking, action, values)) : undefined
        if (question !== undefined) {
          yield question
          return
        }
        if (canRun && isHeldCall(toolCallId, action, values)) {
          yield { heldForApproval: await spoken(holdCall(turn, action, values)) } satisfies HeldCall
          return
        }
        yield* runAction(turn, action, values, `${turn.messageId}/${toolCallId}`)
        if (holdsForeignText(action, turn.caller)) foreign = true
      },
      ...(origin === 'model'
        ? { toModelOutput: ({ output }) => modelOutput(withoutFormerText(action, output)) }
        : {}),
    })
  return {
    tools: {
      ...Object.fromEntries(turn.actions.all().map((action) => [toolName(action), asTool(action)])),
      ...toolsThatAsk({ turn, origin, judgedAs, permitted, countCall }),
    },
    offered: new Set([...permitted.keys(), PLAN_TOOL, FORM_TOOL]),
    actionOf: (name) => permitted.get(name),
    isHeld: isHeldCall,
  }
}

interface AskingTools {
  readonly turn: Turn
  readonly origin: Origin
  readonly judgedAs: Origin
  readonly permitted: ReadonlyMap<string, AnyAction>
  /** Fails where there were too many. */
  countCall(): void
}

/** A plan and a form do nothing by themselves: a person decides. */
function toolsThatAsk({ turn, origin, judgedAs, permitted, countCall }: AskingTools): ToolSet {
  const planTool = tool({
    description: PLAN_DESCRIPTION,
    inputSchema: schemaOf(PlanInput),
    async execute(input: unknown): Promise<HeldCall> {
      countCall()
      const plan = async () => holdPlan(turn, parsePlan(input, permitted), turn.signal)
      return { heldForApproval: await spoken(plan()) }
    },
    ...(origin === 'model' ? { toModelOutput: ({ output }) => modelOutput(output) } : {}),
  })
  const formTool = tool({
    description: FORM_DESCRIPTION,
    inputSchema: schemaOf(ModelFormInput),
    async execute(input: unknown): Promise<AskedForm> {
      countCall()
      const proposed = origin === 'model' ? ModelFormInput.parse(input) : input
      const form = await spoken(Promise.resolve().then(() => formOf(proposed, permitted, turn.caller)))
      return { shownForm: judgedAs === 'model' ? { ...form, byModel: true } : form }
    },
    ...(origin === 'model' ? { toModelOutput: ({ output }) => modelOutput(output) } : {}),
  })
  return { [PLAN_TOOL]: planTool, [FORM_TOOL]: formTool }
}

const isSupposed = (action: AnyAction, input: unknown) =>
  action.effect !== 'reads' && readDryRun(asRecord(input)[DRY_RUN])

/** What would happen, in words that can be said here. */
async function tryOut(
  { actions, caller, signal }: Turn,
  action: AnyAction,
  input: Record<string, unknown>,
): Promise<DryRun> {
  const told = DryRun.parse(await actions.call(action.name, input, caller, { signal, dryRun: true }))
  return { ...told, effects: told.effects.map((effect) => inSpokenWords(effect, actions, told.confirm)) }
}

/** What is said here is kept, read by a model, and may be shared. */
function notInTheChat(action: AnyAction): ToolFailure {
  return new ToolFailure(
    `${action.summary}: keys and passwords are not taken in the chat, as they would stay readable there. Use the console's page or the command line.`,
  )
}

function tooManyCalls(callsMax: number): ToolFailure {
  return new ToolFailure(`Nothing more was done: ${callsMax} calls are the most that one message may cause.`)
}

/**
 * Calls once, then follows the operation where there is one. Each value replaces the one before, and has with it what
 * takes the call back; `formerly` tells that where it was read before.
 */
export async function* runAction(
  turn: Pick<Turn, 'actions' | 'caller' | 'signal'>,
  action: AnyAction,
  input: Record<string, unknown>,
  key: string,
  formerly: (read: ReadTakeBack) => Promise<TakeBack | undefined> = (read) => read(),
): AsyncGenerator<unknown> {
  const { actions, caller, signal } = turn
  const takeBack = await formerly(() => takeBackOf(turn, action, input))
  const output = await spoken(
    actions.call(action.name, input, caller, { signal, idempotencyKey: `chat/${key}` }),
  )
  yield withTakeBack(output, takeBack)
  if (!hasOperation(output)) return
  for await (const next of followOperation(actions, caller, output, signal))
    yield withTakeBack(next, takeBack)
}

/** What people and models are told of a failure: its message and what to do next. */
export function failureText(error: unknown): string {
  if (error instanceof ToolFailure) return error.message
  if (error instanceof AipressError) return [error.message, error.hint].filter(Boolean).join(' ')
  return 'Something went wrong on the platform’s side.'
}

/** For programs: the code and the words of a failure, where it was the platform's. */
export function failureBody(error: unknown): ErrorBody | undefined {
  if (error instanceof AipressError) return error.toBody()
  return error instanceof ToolFailure && error.cause instanceof AipressError
    ? error.cause.toBody()
    : undefined
}

/** The SDK tells models what an error is as text, and nothing but the sentence should be in it. */
class ToolFailure extends Error {
  override toString(): string {
    return this.message
  }
}

async function spoken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new ToolFailure(failureText(cause), { cause })
  }
}

function schemaOf(input: z.ZodType) {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' })
  return jsonSchema<unknown>(schema as Parameters<typeof jsonSchema>[0])
}

/** Beside the action's own inputs, for "what would happen if". */
export const DRY_RUN = 'dryRun'
const DRY_RUN_SCHEMA = {
  type: 'boolean',
  description: 'Only tell what would happen; nothing is done and nobody is asked',
} as const

/** The arguments stay as they were given: the action parses them itself, once, and says what is wrong. */
function inputSchemaOf(action: AnyAction) {
  const { $schema: _, ...schema } = z.toJSONSchema(action.input, { io: 'input', unrepresentable: 'any' })
  const properties = {
    ...schema.properties,
    ...(action.effect === 'reads' ? {} : { [DRY_RUN]: DRY_RUN_SCHEMA }),
  }
  return jsonSchema<unknown>({ ...schema, properties } as Parameters<typeof jsonSchema>[0])
}

/** A turn ends; following a log would hold it until its time limit. */
function withoutFollowing(input: Record<string, unknown>): Record<string, unknown> {
  return 'follow' in input ? { ...input, follow: false } : input
}

function modelOutput(output: unknown) {
  const value = isHeld(output)
    ? {
        status: 'not run; the person is being asked for approval now',
        approval: output.heldForApproval.title,
      }
    : isForm(output)
      ? { status: 'the person sees the form now; nothing was done' }
      : forModel(output)
  return { type: 'json' as const, value: JSON.parse(JSON.stringify(value)) }
}

function asRecord(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {}
}
