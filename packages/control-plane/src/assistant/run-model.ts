import type { LanguageModelV4 } from '@ai-sdk/provider'
import {
  convertToModelMessages,
  isStepCount,
  isToolUIPart,
  type LanguageModelMiddleware,
  type LanguageModelUsage,
  type ModelMessage,
  streamText,
  toUIMessageChunk,
  type UIMessage,
  wrapLanguageModel,
} from 'ai'
import { costOf, type Prices, reasonOf } from '../models/index.ts'
import { holdsForeignText, type Origin } from './approval-policy.ts'
import { createChunkFilter, type Write, writeFailure } from './chunks.ts'
import { isForm } from './form.ts'
import { NOTE_KEY, type Note } from './interpreter/memory.ts'
import { languageOf } from './spoken-approval.ts'
import { createToolbox, failureText, type Toolbox, type Turn } from './tools.ts'

/** What a turn may cost at most. The product's own figures; tests hand in smaller ones. */
export interface TurnLimits {
  readonly steps: number
  readonly outputTokensPerStep: number
  readonly tokens: number
  /** US dollars, where the model's prices are set. */
  readonly cost: number
  readonly toolCalls: number
  readonly totalMs: number
  /** Until a model's first word, and between two. */
  readonly silenceMs: number
  readonly retries: number
}

export const TURN_LIMITS: TurnLimits = {
  steps: 8,
  outputTokensPerStep: 2_000,
  tokens: 100_000,
  cost: 0.5,
  toolCalls: 24,
  totalMs: 150_000,
  silenceMs: 25_000,
  retries: 2,
}

/** Messages of the past that a model gets to read. */
const HISTORY_MAX = 30

export interface Outcome {
  /** Why the model gave up, in words; undefined when it did not. */
  readonly failure: string | undefined
  /** For the log. */
  readonly error?: unknown
  readonly ranTools: boolean
  readonly secrets: readonly string[]
}

interface Run {
  readonly model: LanguageModelV4
  readonly origin: Origin
  readonly judgedAs?: Origin | undefined
  readonly turn: Turn
  readonly history: readonly UIMessage[]
  readonly instructions: string
  readonly limits: TurnLimits
  readonly prices?: Prices | undefined
  readonly write: Write
}

/** One answer: the model speaks and calls tools until it is done or a limit is met. */
export async function runModel(run: Run): Promise<Outcome> {
  const { model, turn, limits, write, origin, instructions } = run
  const recent = recentOf(run.history)
  const toolbox = createToolbox(turn, origin, {
    hasReadForeignText: hasForeignText(recent, turn),
    callsMax: limits.toolCalls,
    language: languageOf(run.history, ''),
    judgedAs: run.judgedAs,
  })
  const filter = createChunkFilter(write, toolbox, origin === 'model')
  const result = streamText({
    model: offering(model, toolbox),
    instructions,
    tools: toolbox.tools,
    toolCallConcurrency: 1,
    messages: await modelMessages(recent, toolbox),
    stopWhen: [
      isStepCount(limits.steps),
      ({ steps }) => steps.at(-1)?.toolResults.some(({ output }) => isForm(output)) ?? false,
      ({ steps }) => steps.reduce((sum, step) => sum + (step.usage.totalTokens ?? 0), 0) > limits.tokens,
      ({ steps }) => steps.reduce((sum, step) => sum + costOfStep(step.usage, run.prices), 0) > limits.cost,
    ],
    maxOutputTokens: limits.outputTokensPerStep,
    maxRetries: limits.retries,
    timeout: { firstChunkMs: limits.silenceMs, chunkMs: limits.silenceMs },
    abortSignal: turn.signal,
    onError: () => undefined,
  })
  const told = { text: false, ranTools: false }
  let failure: string | undefined
  let error: unknown
  for await (const part of result.stream) {
    if (part.type === 'error') {
      error = part.error
      failure = reasonOf(error)
    }
    if (part.type === 'abort') failure = 'it did not answer in time'
    if (part.type === 'finish' && part.finishReason === 'error') failure ??= 'it broke off'
    if (part.type === 'text-delta' && part.text.trim() !== '') told.text = true
    if (part.type === 'tool-result' || part.type === 'tool-error') told.ranTools = true
    if (part.type === 'error' || part.type === 'abort') continue
    if (part.type === 'tool-error') writeFailure(write, part.toolCallId, part.error)
    const chunk = toUIMessageChunk(part, {
      sendReasoning: false,
      sendStart: false,
      sendFinish: false,
      onError: failureText,
    })
    if (chunk !== undefined) filter.pass(chunk)
  }
  if (!told.text && !told.ranTools) failure ??= 'it gave an empty answer'
  return { failure, error, ranTools: told.ranTools, secrets: filter.secrets }
}

function costOfStep(usage: LanguageModelUsage, prices: Prices | undefined): number {
  if (prices === undefined) return 0
  return costOf({ inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 }, prices)
}

/** The SDK knows every tool, so that a call of one that was not offered is refused as the action refuses it. */
function offering(model: LanguageModelV4, { offered }: Toolbox): LanguageModelV4 {
  const middleware: LanguageModelMiddleware = {
    specificationVersion: 'v4',
    transformParams: async ({ params }) => ({
      ...params,
      ...(params.tools === undefined ? {} : { tools: params.tools.filter((one) => offered.has(one.name)) }),
    }),
  }
  return wrapLanguageModel({ model, middleware })
}

/** The last messages, beginning with a person's, as some providers insist. */
function recentOf(history: readonly UIMessage[]): UIMessage[] {
  const recent = history.slice(-HISTORY_MAX)
  return recent.slice(recent.findIndex((message) => message.role === 'user'))
}

function hasForeignText(messages: readonly UIMessage[], turn: Turn): boolean {
  const foreign = new Set(
    turn.actions
      .all()
      .filter((action) => holdsForeignText(action, turn.caller))
      .map((action) => `tool-${action.name.replace('.', '_')}`),
  )
  return messages.some((message) => message.parts.some((part) => foreign.has(part.type)))
}

function modelMessages(messages: UIMessage[], { tools }: Toolbox): Promise<ModelMessage[]> {
  return convertToModelMessages(messages.map(withoutOpenCalls), {
    tools,
    ignoreIncompleteToolCalls: true,
    convertDataPart(part) {
      if (part.type === 'data-form') {
        const { title } = part.data as { title: string }
        return { type: 'text', text: `[The person was shown a form: ${title}]`, ...noteOf({ shown: 'form' }) }
      }
      if (part.type !== 'data-approval') return undefined
      const { title } = part.data as { title: string }
      const text = `[The person was asked to approve: ${title}]`
      return { type: 'text', text, ...noteOf({ shown: 'approval' }) }
    },
  })
}

const noteOf = (note: Pick<Note, 'shown'>) => ({ providerOptions: { [NOTE_KEY]: { ...note } } })

/** A turn that broke off in the middle of a call may have changed something: the call is not forgotten. */
function withoutOpenCalls(message: UIMessage): UIMessage {
  const parts = message.parts.map((part) =>
    isToolUIPart(part) && part.state === 'input-available'
      ? ({ ...part, state: 'output-error', errorText: 'It is not known what came of this call.' } as const)
      : part,
  )
  return { ...message, parts }
}
