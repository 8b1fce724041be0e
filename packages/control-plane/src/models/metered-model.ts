import type { LanguageModelV4, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider'
import { type LanguageModelMiddleware, wrapLanguageModel } from 'ai'
import type { Tokens } from './model-usage.ts'

/** One request to a model's provider, repeated ones each by itself. */
export interface ModelCall extends Tokens {
  readonly startedAtMs: number
  readonly durationMs: number
  /** What went wrong; undefined where it answered to the end. */
  readonly error: unknown
}

interface Meter {
  /** Throws where no more may be asked. */
  before(): Promise<void>
  after(call: ModelCall): Promise<void>
}

/** The model with each request counted before its answer ends, whatever becomes of it. */
export function metered(model: LanguageModelV4, meter: Meter): LanguageModelV4 {
  const middleware: LanguageModelMiddleware = {
    specificationVersion: 'v4',
    async wrapStream({ doStream, params }) {
      await meter.before()
      const startedAtMs = Date.now()
      // A provider bills what it has read also where nobody heard it to the end.
      const asked = JSON.stringify([params.prompt, params.tools]).length
      const record = (usage: LanguageModelV4Usage | undefined, error: unknown, heard = 0) =>
        meter.after({
          ...(usage === undefined ? estimated(asked, heard) : tokensOf(usage)),
          startedAtMs,
          durationMs: Date.now() - startedAtMs,
          error,
        })
      try {
        const result = await doStream()
        return { ...result, stream: result.stream.pipeThrough(counting(record)) }
      } catch (error) {
        // What was refused was not billed.
        await meter.after({
          inputTokens: 0,
          outputTokens: 0,
          startedAtMs,
          durationMs: Date.now() - startedAtMs,
          error,
        })
        throw error
      }
    },
  }
  return wrapLanguageModel({ model, middleware })
}

class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
}

type Record = (usage: LanguageModelV4Usage | undefined, error: unknown, heard?: number) => Promise<void>

function counting(record: Record) {
  let usage: LanguageModelV4Usage | undefined
  let heard = 0
  let error: unknown = new BrokenOff('The stream ended early.')
  const transformer: Transformer<LanguageModelV4StreamPart, LanguageModelV4StreamPart> & {
    cancel(reason: unknown): Promise<void>
  } = {
    transform(part, controller) {
      if (part.type === 'error') error = part.error
      if (part.type === 'text-delta' || part.type === 'tool-input-delta') heard += part.delta.length
      if (part.type === 'finish') {
        usage = part.usage
        error = undefined
      }
      controller.enqueue(part)
    },
    flush: () => record(usage, error, heard),
    // Whoever gives up reading has been served up to there.
    cancel: (reason) => record(usage, reason ?? error, heard),
  }
  return new TransformStream(transformer)
}

/** Some four characters to a token, as in English; other languages have fewer. */
const CHARACTERS_PER_TOKEN = 4

const estimated = (asked: number, heard: number): Tokens => ({
  inputTokens: Math.ceil(asked / CHARACTERS_PER_TOKEN),
  outputTokens: Math.ceil(heard / CHARACTERS_PER_TOKEN),
})

const tokensOf = (usage: LanguageModelV4Usage | undefined): Tokens => ({
  inputTokens: usage?.inputTokens.total ?? 0,
  outputTokens: usage?.outputTokens.total ?? 0,
})
