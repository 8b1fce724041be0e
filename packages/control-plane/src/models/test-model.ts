import type { ModelTest } from '@aipress/contract'
import { streamText, tool } from 'ai'
import { z } from 'zod'
import type { Caller } from '../kernel/caller.ts'
import { requireReal } from '../kernel/dry-run.ts'
import { reasonOf } from './model-failure.ts'
import type { ChosenModel } from './models.ts'

/** Longer than any model needs for one word; people look on. */
const TEST_MS_MAX = 25_000
const ANSWER_LENGTH_MAX = 200
const OUTPUT_TOKENS_MAX = 1_000

/** Asks for one word by a tool, as a chat needs both words and calls. Throws nothing but the end of a dry run. */
export async function tryModel(
  model: ChosenModel,
  caller: Caller,
  signal: AbortSignal,
  timeoutMs = TEST_MS_MAX,
): Promise<ModelTest> {
  requireReal()
  const startedAt = performance.now()
  const sinceMs = () => Math.round(performance.now() - startedAt)
  let firstTokenMs: number | undefined
  let answer = ''
  let failure: unknown
  let calledTool = false
  let usage: { inputTokens?: number | undefined; outputTokens?: number | undefined } = {}
  try {
    const result = streamText({
      model: await model.load({ caller }),
      instructions: 'You are being tested. Call the tool `ready` once, with the word that you are given.',
      prompt: 'The word is: bread',
      tools: { ready: tool({ description: 'Tells that you are ready', inputSchema: Word }) },
      maxOutputTokens: OUTPUT_TOKENS_MAX,
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      onError: () => undefined,
    })
    for await (const part of result.stream) {
      if (part.type === 'text-delta' || part.type === 'tool-input-start') firstTokenMs ??= sinceMs()
      if (part.type === 'text-delta') answer += part.text
      if (part.type === 'tool-call') calledTool = part.toolName === 'ready' && part.invalid !== true
      if (part.type === 'error') failure = part.error
      if (part.type === 'abort') failure = new DOMException('no answer in time', 'TimeoutError')
      if (part.type === 'finish') usage = part.totalUsage
    }
  } catch (error) {
    failure = error
  }
  const { inputTokens, outputTokens } = usage
  return {
    model: model.name,
    durationMs: sinceMs(),
    ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
    ...(answer === '' ? {} : { answer: answer.slice(0, ANSWER_LENGTH_MAX) }),
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...verdictOf(model.name, failure, calledTool),
  }
}

const Word = z.object({ word: z.string() })

function verdictOf(
  name: string,
  failure: unknown,
  calledTool: boolean,
): Pick<ModelTest, 'ok' | 'failure' | 'hint'> {
  if (failure === undefined && calledTool) return { ok: true }
  if (failure === undefined)
    return {
      ok: false,
      failure: `${name} answers, but did not call a tool.`,
      hint: 'Choose a model that can call tools: without that the chat can do nothing for anybody.',
    }
  const reason = reasonOf(failure)
  return { ok: false, failure: `${name} is not available: ${reason}.`, hint: hintFor(reason) }
}

function hintFor(reason: string): string {
  if (reason.includes('key') || reason.includes('credentials'))
    return 'Set the key again, or for Vertex AI credentials, project and location.'
  if (reason.includes('exist')) return 'Look up how the provider spells the model’s name.'
  if (reason.includes('reached') || reason.includes('in time'))
    return 'See whether this machine reaches the provider’s address, and whether the address is right.'
  if (reason.includes('account')) return 'Raise the limit of the day, or wait until midnight UTC.'
  return 'Try again in a minute. Until then the built-in interpreter answers.'
}
