import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider'
import { type AnyAction, BUILT_IN_MODEL, newId, type Site, toolName } from '@aipress/contract'
import type { Clock } from '../../kernel/clock.ts'
import { costOnceDone } from '../costs.ts'
import { PLAN_TOOL, type PlanInput } from '../plan.ts'
import { isHeld } from '../tools.ts'
import type { Language } from './languages/language.ts'
import type { Memory, Scene } from './meaning.ts'
import { NOTE_KEY, type Note, type Result, recollect } from './memory.ts'
import { planOf } from './plan-clauses.ts'
import { formCall, formFor, meaningOfForm, type SentForm } from './sent-form.ts'
import { createSiteIndex, type KnownSite } from './site-index.ts'
import { summarise } from './texts/summarise.ts'
import { type Grammars, understand } from './understand.ts'

export interface InterpreterDeps {
  readonly grammars: Grammars
  readonly actions: readonly AnyAction[]
  readonly permitted: ReadonlySet<string>
  readonly role: string
  readonly barrierTo?: Scene['barrierTo']
  readonly clock: Clock
  /** A form that was sent, in the place of words. */
  readonly sent?: SentForm | undefined
  /** Calls that wait for approval: they change what is paid. */
  readonly waiting?: Parameters<typeof costOnceDone>[1]
  /** An earlier question whose form is still open. */
  readonly open?: Memory['open']
  /** A model has filled it in, or what is answered: questions about it carry that mark. */
  readonly byModel?: boolean
  /** Sites that the caller can see and that this text may speak of. */
  knownSites(text: string): Promise<readonly KnownSite[]>
}

/**
 * The built-in interpreter in the clothes of a language model, so that the chat has one code path. It
 * needs no key and no network, and the same words always mean the same.
 */
export function createInterpreter(deps: InterpreterDeps): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'aipress',
    modelId: BUILT_IN_MODEL,
    supportedUrls: {},
    async doGenerate(options) {
      const content = await respond(deps, options)
      return { content, finishReason: finishReasonOf(content), usage: NO_USAGE, warnings: [] }
    },
    async doStream(options) {
      const content = await respond(deps, options)
      return { stream: streamOf(content) }
    },
  }
}

async function respond(
  deps: InterpreterDeps,
  { prompt }: LanguageModelV4CallOptions,
): Promise<LanguageModelV4Content[]> {
  const { texts, isAnswer, results, memory: recollected } = recollect(prompt)
  const memory = { ...recollected, open: deps.open }
  const { grammars, actions, permitted, role, barrierTo, sent } = deps
  const sites = createSiteIndex(await deps.knownSites(sent?.site ?? texts.at(-1) ?? ''))
  const scene = { memory, sites, permitted, role, barrierTo, now: new Date(deps.clock()) }
  const understanding = understand({ grammars, actions, texts, isAnswer, scene })
  const { language, clauses } = understanding
  const meaningOf =
    sent === undefined ? understanding.meaningOf : () => meaningOfForm(sent, understanding, scene)
  const last = results.at(-1)
  const words = last === undefined ? '' : tell(deps, last, language)
  const told = words === '' ? [] : [textPart(words, focusOf(memory.focus))]
  const plan = last === undefined ? planOf({ clauses, meaningOf }, memory, sites) : undefined
  if (plan !== undefined) return [planCall(plan)]
  if (sent !== undefined && last?.output.kind === 'failed')
    return [...told, formCall(sent, { language, sites })]
  const clause = clauses[results.length]
  if (clause === undefined || (last !== undefined && hasStopped(last))) return told
  const meaning = meaningOf(clause)
  const isDoing = meaning.kind === 'plan' || meaning.kind === 'call'
  const before = isDoing && meaning.text !== undefined ? [textPart(meaning.text, {})] : []
  if (meaning.kind === 'plan') return [...told, ...before, planCall({ steps: [...meaning.steps] })]
  if (meaning.kind === 'say' || meaning.kind === 'ask') {
    const mark = deps.byModel === true ? { byModel: true as const } : {}
    const asked = meaning.kind === 'ask' ? { pending: { ...meaning.pending, ...mark } } : {}
    const lacking = meaning.kind === 'ask' ? meaning.pending : meaning.form
    const form = lacking && formFor(lacking, { actions, language, sites })
    const words = textPart(meaning.text, { ...focusOf(memory.focus), ...asked })
    return [...told, words, ...(form === undefined ? [] : [form])]
  }
  const note =
    meaning.purpose === undefined ? {} : { providerMetadata: { [NOTE_KEY]: { purpose: meaning.purpose } } }
  return [
    ...told,
    ...before,
    {
      type: 'tool-call',
      toolCallId: newId('request'),
      toolName: toolName(meaning.action),
      input: JSON.stringify(meaning.input),
      ...note,
    },
  ]
}

function planCall(plan: PlanInput): LanguageModelV4Content {
  return { type: 'tool-call', toolCallId: newId('request'), toolName: PLAN_TOOL, input: JSON.stringify(plan) }
}

/** What follows a failure or a question was meant for its success. */
function hasStopped({ output }: Result): boolean {
  return output.kind === 'failed' || isHeld(output.value)
}

/** Nothing where the client shows it already: the failure of a call, or the card that asks for approval. */
function tell(
  { actions, waiting }: InterpreterDeps,
  { toolName: name, output, ...asked }: Result,
  { texts }: Language,
): string {
  if (output.kind === 'failed' || isHeld(output.value)) return ''
  const action = actions.find((one) => toolName(one) === name)
  if (action === undefined) return texts.done
  const told = summarise(action, output.value, asked, texts)
  // In Markdown a line that follows a list at once is part of its last item.
  return asked.purpose === 'cost' && action.name === 'sites.list'
    ? [told, ...costsIfApproved(output.value, waiting, texts)].join('\n\n')
    : told
}

function costsIfApproved(
  output: unknown,
  waiting: InterpreterDeps['waiting'] = [],
  texts: Language['texts'],
): string[] {
  const { items, nextCursor } = output as { items: Site[]; nextCursor?: string }
  // A page of them is not all.
  const cost = nextCursor === undefined ? costOnceDone(items, waiting) : undefined
  return cost === undefined ? [] : [texts.costsIfApproved(cost)]
}

function focusOf(focus: string | undefined): Note {
  return focus === undefined ? {} : { focus }
}

function textPart(text: string, note: Note): LanguageModelV4Content {
  return { type: 'text', text, providerMetadata: { [NOTE_KEY]: JSON.parse(JSON.stringify(note)) } }
}

function streamOf(content: readonly LanguageModelV4Content[]): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue({ type: 'stream-start', warnings: [] })
      content.forEach((part, index) => {
        if (part.type !== 'text') {
          controller.enqueue(part as LanguageModelV4StreamPart)
          return
        }
        const id = `text-${index}`
        const metadata =
          part.providerMetadata === undefined ? {} : { providerMetadata: part.providerMetadata }
        controller.enqueue({ type: 'text-start', id, ...metadata })
        controller.enqueue({ type: 'text-delta', id, delta: part.text })
        controller.enqueue({ type: 'text-end', id, ...metadata })
      })
      controller.enqueue({ type: 'finish', finishReason: finishReasonOf(content), usage: NO_USAGE })
      controller.close()
    },
  })
}

function finishReasonOf(content: readonly LanguageModelV4Content[]): LanguageModelV4FinishReason {
  const unified = content.some((part) => part.type === 'tool-call') ? 'tool-calls' : 'stop'
  return { unified, raw: undefined }
}

const NO_USAGE: LanguageModelV4Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
}
