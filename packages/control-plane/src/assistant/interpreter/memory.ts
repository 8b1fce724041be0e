import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { CHAT_NOTE_KEY, type ChatForm, standingOf } from '@aipress/contract'
import type { UIMessage } from 'ai'
import { sentWithForm } from '../form.ts'
import { takeBackIn } from '../take-back.ts'
import { DRY_RUN, isHeld } from '../tools.ts'
import { withdrawalIn } from './answer-text.ts'
import { EMPTY_MEMORY, type Memory, type PastCall, type Pending } from './meaning.ts'

/** What the interpreter leaves in the metadata of its texts, for itself. */
export interface Note {
  readonly pending?: Pending
  readonly focus?: string
  /** The part stands for this, which was shown beside the words. */
  readonly shown?: 'form' | 'approval'
  /** Id of an approval whose name was mistyped and may be typed again. */
  readonly stillAsked?: string
}

export const NOTE_KEY = CHAT_NOTE_KEY

/** What came of one call in the turn at hand. */
export interface Result {
  readonly toolName: string
  readonly purpose: string | undefined
  readonly input: unknown
  readonly output: { kind: 'ok'; value: unknown } | { kind: 'failed'; text: string }
}

/** What a button said for a person tells no language. */
const DECIDED = /^(?:Approved|Declined): /
export const isByButton = (text: string) => DECIDED.test(text)

export interface Recollection {
  /** What the person has said, in the order of time. */
  readonly texts: readonly string[]
  /** The last of them followed a question. */
  readonly isAnswer: boolean
  /** Calls since then. */
  readonly results: readonly Result[]
  readonly memory: Memory
}

/** Reads the conversation as data: names and ids of sites, never sentences, so no content can give orders. */
export function recollect(prompt: LanguageModelV4Prompt): Recollection {
  const texts: string[] = []
  let isAnswer = false
  let memory: Memory = EMPTY_MEMORY
  let results: Result[] = []
  let answered = 0
  let unanswered: number | undefined
  const purposes = new Map<string, string>()
  const inputs = new Map<string, unknown>()
  for (const message of prompt) {
    if (message.role === 'user') {
      if (answered < texts.length) unanswered = texts.length
      isAnswer = memory.pending !== undefined
      const said = message.content.map((part) => (part.type === 'text' ? part.text : '')).join(' ')
      const isWithForm = message.content.some((part) => sentWithForm(part.providerOptions))
      texts.push(isWithForm || isByButton(said) ? '' : said)
      results = []
    } else if (message.role === 'assistant') {
      answered = texts.length
      memory = { ...memory, pending: undefined, shown: undefined }
      for (const part of message.content) {
        const note = part.providerOptions?.[NOTE_KEY] as (Note & { purpose?: string }) | undefined
        if (note?.shown !== undefined) memory = { ...memory, shown: note.shown }
        else if (part.type === 'text' && note !== undefined)
          memory = { ...memory, pending: note.pending, focus: note.focus ?? memory.focus }
        if (part.type !== 'tool-call') continue
        inputs.set(part.toolCallId, part.input)
        if (note?.purpose !== undefined) purposes.set(part.toolCallId, note.purpose)
        memory = { ...memory, focus: siteNamedIn(part.input) ?? memory.focus }
      }
    } else if (message.role === 'tool') {
      for (const part of message.content) {
        if (part.type !== 'tool-result') continue
        const output = outputOf(part.output)
        if (output.kind === 'ok') memory = withOutput(memory, output.value)
        const [purpose, input] = [purposes.get(part.toolCallId), inputs.get(part.toolCallId)]
        const past = pastCall(part.toolName, input, output, texts.length)
        if (past !== undefined)
          memory = { ...memory, called: [...(memory.called ?? []), past].slice(-CALLS_KEPT) }
        results.push({ toolName: part.toolName, purpose, input, output })
      }
    }
  }
  return { texts, isAnswer, results, memory: { ...memory, unanswered, turn: texts.length } }
}

/** More than one turn can make. */
const CALLS_KEPT = 50

/** What waits or was only thought of has changed nothing. */
function pastCall(
  name: string,
  input: unknown,
  output: Result['output'],
  turn: number,
): PastCall | undefined {
  const values = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {}
  if (DRY_RUN in values && String(values[DRY_RUN]) !== 'false') return undefined
  const failed = { toolName: name, input: values, turn, failed: true } as const
  if (output.kind === 'failed') return failed
  if (isHeld(output.value)) return undefined
  const { operation, site } = (output.value ?? {}) as {
    operation?: { state?: unknown }
    site?: { name?: unknown; siteId?: unknown }
  }
  if (operation?.state === 'failed' || operation?.state === 'undone') return failed
  const { name: called, siteId } = site ?? {}
  return {
    toolName: name,
    input: values,
    turn,
    takeBack: takeBackIn(output.value),
    ...(typeof called === 'string' && typeof siteId === 'string' ? { site: { name: called, siteId } } : {}),
  }
}

/** The question that an answer left open. */
export function pendingIn(message: UIMessage | undefined): Pending | undefined {
  const notes = (message?.role === 'assistant' ? message.parts : []).flatMap((part) =>
    part.type === 'text' ? [part.providerMetadata?.[NOTE_KEY] as Note | undefined] : [],
  )
  return notes.findLast((note) => note !== undefined)?.pending
}

const wordsOf = ({ parts }: UIMessage) =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ')

/** The last question that was asked with a form which is still open, with what was said before the last sentence since. */
export function openQuestion(history: readonly UIMessage[]): Memory['open'] {
  for (const [index, message] of [...history.entries()].toReversed()) {
    if (message.role !== 'assistant') continue
    const shown = message.parts.find((part) => part.type === 'data-form') as { data: ChatForm } | undefined
    const form = shown?.data
    const later = history.slice(index + 1)
    if (form === undefined || standingOf(form, later) !== 'open') continue
    const pending = pendingIn(message)
    if (pending === undefined || pending.action !== form.action) continue
    const said = later.filter(({ role }) => role === 'user').map(wordsOf)
    // Who has withdrawn it may still send the form, and means something else by words.
    const isWithdrawn = said.slice(0, -1).some((words) => withdrawalIn(words) !== undefined)
    return isWithdrawn ? undefined : { pending, ago: said.length - 1 }
  }
  return undefined
}

type ToolOutput = Extract<
  Extract<LanguageModelV4Prompt[number], { role: 'tool' }>['content'][number],
  { type: 'tool-result' }
>['output']

function outputOf(output: ToolOutput): Result['output'] {
  if (output.type === 'json') return { kind: 'ok', value: output.value }
  if (output.type === 'error-text') return { kind: 'failed', text: output.value }
  return { kind: 'failed', text: 'It did not work.' }
}

/** Sites in an output become what "it" and "the second one" mean. */
function withOutput(memory: Memory, value: unknown): Memory {
  const output = value as {
    site?: unknown
    items?: unknown
    siteId?: unknown
    name?: unknown
    siteName?: unknown
  } | null
  const site = output?.site as { name?: unknown } | undefined
  if (typeof site?.name === 'string') return { ...memory, focus: site.name }
  if (typeof output?.siteName === 'string') return { ...memory, focus: output.siteName }
  if (typeof output?.siteId === 'string' && typeof output.name === 'string')
    return { ...memory, focus: output.name }
  if (!Array.isArray(output?.items)) return memory
  const listed = output.items.flatMap((item: { siteId?: unknown; name?: unknown; title?: unknown }) =>
    typeof item.siteId === 'string' && typeof item.name === 'string' && 'title' in item ? [item.name] : [],
  )
  if (listed.length === 0) return memory
  return { ...memory, listed, focus: listed.length === 1 ? listed[0] : memory.focus }
}

function siteNamedIn(input: unknown): string | undefined {
  const site = (input as { site?: unknown } | null)?.site
  return typeof site === 'string' ? site : undefined
}
