import { AipressError, type AnyAction, CHAT_NOTE_KEY, type ChatForm, wordsOfForm } from '@aipress/contract'
import {
  createIdGenerator,
  createUIMessageStream,
  type ProviderMetadata,
  type UIMessage,
  type UIMessageChunk,
} from 'ai'
import { barrierTo, type Caller } from '../kernel/caller.ts'
import { type ChosenModel, reasonOf } from '../models/index.ts'
import type { Approval, ApprovalStore } from './approval-store.ts'
import type { AssistantDeps, ChatRequest } from './assistant.ts'
import { say, type Write } from './chunks.ts'
import { type Conversation, type ConversationStore, LEASE_MS } from './conversation-store.ts'
import { callsOf } from './costs.ts'
import { inputOfForm, openForm } from './form.ts'
import { instructionsFor } from './instructions.ts'
import { createInterpreter } from './interpreter/interpreter-model.ts'
import { openQuestion, pendingIn } from './interpreter/memory.ts'
import type { SentForm } from './interpreter/sent-form.ts'
import { compileGrammars, type Grammars } from './interpreter/understand.ts'
import { knownSites } from './known-sites.ts'
import { forHistory } from './outputs.ts'
import { runApproved } from './run-approved.ts'
import { type Outcome, runModel, type TurnLimits } from './run-model.ts'
import { languageOf, type SpokenApproval, sayNotTheName, spokenApproval } from './spoken-approval.ts'
import { DRY_RUN, failureText, type Turn } from './tools.ts'

interface AnswererDeps extends Omit<AssistantDeps, 'limits'> {
  readonly conversations: ConversationStore
  readonly approvals: ApprovalStore
  readonly limits: TurnLimits
}

const newMessageId = createIdGenerator({ prefix: 'msg', separator: '_', size: 20 })

/** Runs one turn in a conversation that no other turn runs in, and keeps what was said. */
export function createAnswerer(deps: AnswererDeps) {
  const { conversations, approvals, actions, log } = deps
  const grammars = compileGrammars(actions.all())
  return {
    /** Fails before the stream where the request itself is wrong. */
    async answer(
      caller: Caller,
      owner: string,
      conversation: Conversation,
      request: ChatRequest,
    ): Promise<ReadableStream<UIMessageChunk>> {
      const { conversationId } = conversation
      if (!(await conversations.claim(conversationId))) throw stillAnswering()
      try {
        const past = await conversations.messages(conversationId)
        const filled = filledForm(request, past, actions.permitted(caller))
        const spoken =
          request.text === undefined
            ? undefined
            : await spokenApproval({ ...deps, grammars }, conversationId, past, request.text)
        const answer = request.approval ?? (spoken?.kind === 'answer' ? spoken.answer : undefined)
        const decided =
          answer === undefined
            ? undefined
            : await approvals.decide({ approvalId: answer.approvalId, conversationId, owner }, answer)
        const asked = filled?.message ?? userMessage(request.text ?? (decided ? wordsOf(decided) : ''))
        await conversations.append(conversationId, asked)
        const history = [...past, asked]
        const messageId = newMessageId()
        const turn = {
          actions,
          approvals,
          caller,
          owner,
          conversationId,
          messageId,
          texts: languageOf(history, '').texts,
          ...timeLimit(deps.limits),
        }
        const typed = answer?.typed
        const sent = filled?.sent
        return stream({ deps, grammars, turn, conversation, history, decided, typed, spoken, sent })
      } catch (error) {
        await conversations
          .release(conversationId)
          .catch((err: unknown) => log.warn({ err }, 'lease not released'))
        throw error
      }
    },
  }
}

interface Answering {
  readonly deps: AnswererDeps
  readonly grammars: Grammars
  readonly turn: Turn
  readonly conversation: Conversation
  readonly history: UIMessage[]
  readonly decided: Approval | undefined
  readonly typed: string | undefined
  readonly spoken: SpokenApproval | undefined
  readonly sent: (SentForm & { readonly form: ChatForm }) | undefined
}

function stream(answering: Answering): ReadableStream<UIMessageChunk> {
  const { deps, turn, conversation, history } = answering
  const { conversationId, title } = conversation
  const secrets: string[] = []
  const renewing = setInterval(() => {
    deps.conversations
      .renew(conversationId)
      .catch((err: unknown) => deps.log.warn({ err }, 'lease not renewed'))
  }, LEASE_MS / 3)
  renewing.unref()
  return createUIMessageStream({
    originalMessages: history,
    generateId: () => turn.messageId,
    async execute({ writer }) {
      const write: Write = (chunk) => writer.write(chunk)
      write({ type: 'start', messageId: turn.messageId })
      write({ type: 'data-conversation', data: { conversationId, title } })
      secrets.push(...(await answerWith(answering, write)).secrets)
      write({ type: 'finish' })
    },
    onError(err) {
      deps.log.error({ err, conversationId }, 'turn failed')
      return failureText(err)
    },
    async onEnd({ responseMessage }) {
      clearInterval(renewing)
      try {
        const parts = responseMessage.parts.filter((part) => part.type !== 'data-conversation')
        const message = { id: turn.messageId, role: 'assistant' as const, parts: forHistory(parts, secrets) }
        if (parts.length > 0) await deps.conversations.append(conversationId, message)
      } catch (err) {
        deps.log.error({ err, conversationId }, 'answer not kept')
      } finally {
        await deps.conversations
          .release(conversationId)
          .catch((err: unknown) => deps.log.warn({ err }, 'lease not released'))
      }
    },
  })
}

async function answerWith(answering: Answering, write: Write): Promise<{ secrets: readonly string[] }> {
  const { turn, decided, typed, spoken } = answering
  if (decided !== undefined) {
    const ran = await runApproved(turn, { ...decided, typed, texts: turn.texts }, write)
    const rest = spoken?.kind === 'answer' ? spoken.rest : undefined
    if (rest === undefined) return ran
    const history = [...answering.history.slice(0, -1), userMessage(rest)]
    const { secrets } = await converse({ ...answering, history }, write)
    return { secrets: [...ran.secrets, ...secrets] }
  }
  if (spoken?.kind !== 'not-the-name') return converse(answering, write)
  sayNotTheName(write, spoken)
  return { secrets: [] }
}

function timeLimit({ totalMs }: TurnLimits): Pick<Turn, 'signal'> {
  return { signal: AbortSignal.timeout(totalMs) }
}

/** The configured model, and where it fails the interpreter, which cannot. */
async function converse(answering: Answering, write: Write): Promise<{ secrets: readonly string[] }> {
  const { deps, sent } = answering
  let before: Outcome | undefined
  // What a form asks for is plain, whoever asked with it.
  const chosen = sent === undefined ? await chooseModel(deps) : undefined
  if (chosen !== undefined) {
    before = await tryModel(answering, chosen, write)
    if (before.failure === undefined) return before
    const name = `The language model ${chosen.name}`
    if (before.ranTools) {
      say(
        write,
        `${name} stopped in the middle: ${before.failure}. What is shown above was done; nothing else was.`,
      )
      return before
    }
    say(write, `${name} is not available: ${before.failure}. The built-in interpreter answers instead.`)
  }
  const { failure, secrets } = await interpretTurn(answering, write)
  if (failure !== undefined)
    say(
      write,
      'I could not look that up: the platform is starting or recovering. Try again in a few seconds.',
    )
  return { secrets: [...(before?.secrets ?? []), ...secrets] }
}

async function interpretTurn(
  { deps, grammars, turn, history, sent }: Answering,
  write: Write,
): Promise<Outcome> {
  // What a model has filled in stays its wish where the person only completes it, with a form or by answering.
  const asked = pendingIn(history.at(-2)) ?? openQuestion(history)?.pending
  const byModel = sent === undefined ? asked?.byModel === true : sent.form.byModel === true
  const waiting = await deps.approvals.waiting(turn.conversationId)
  const interpreter = createInterpreter({
    grammars,
    waiting: waiting.flatMap(callsOf),
    sent,
    open: sent === undefined ? openQuestion(history) : undefined,
    byModel,
    clock: deps.clock,
    actions: turn.actions.all(),
    permitted: new Set(turn.actions.permitted(turn.caller).map((action) => action.name as string)),
    role: turn.caller.role,
    barrierTo: ({ permission }) => barrierTo(turn.caller, permission),
    knownSites: (text) => knownSites(turn.actions, turn.caller, text),
  })
  // A model that kept silent has used up the time; the interpreter has its own.
  const fresh = { ...turn, ...timeLimit(deps.limits) }
  const run = { turn: fresh, history, write, limits: deps.limits, model: interpreter, instructions: '' }
  const judgedAs = byModel ? 'model' : 'interpreter'
  return runModel({ ...run, origin: 'interpreter', judgedAs })
}

/** The form that was sent, if one was: what it asks for, and the words that stand for it in the conversation. */
function filledForm(request: ChatRequest, past: readonly UIMessage[], permitted: readonly AnyAction[]) {
  if (request.form === undefined) return undefined
  const { formId, values } = request.form
  const form = openForm(past, formId)
  const { action, input } = inputOfForm(form, values, permitted)
  const message = userMessage(wordsOfForm(form, values), { [CHAT_NOTE_KEY]: { form: formId } })
  const site = typeof input.site === 'string' ? input.site : undefined
  const supposed = form.dryRun === true ? { ...input, [DRY_RUN]: true } : input
  return { message, sent: { action, input: supposed, site, form } }
}

/** Settings that cannot be read are no reason to leave a person without an answer. */
async function chooseModel({ models, log }: AnswererDeps): Promise<ChosenModel | undefined> {
  try {
    return await models.current()
  } catch (err) {
    log.warn({ err }, 'model settings not read')
    return undefined
  }
}

async function tryModel(
  { deps, turn, history }: Answering,
  chosen: ChosenModel,
  write: Write,
): Promise<Outcome> {
  const instructions = instructionsFor(turn.caller, deps.publicFacts)
  try {
    const { caller, conversationId } = turn
    const model = await chosen.load({ caller, conversationId })
    const outcome = await runModel({
      model,
      origin: 'model',
      turn,
      history,
      instructions,
      limits: deps.limits,
      prices: chosen.prices,
      write,
    })
    if (outcome.failure !== undefined)
      deps.log.warn({ model: chosen.name, reason: outcome.failure, err: outcome.error }, 'model failed')
    return outcome
  } catch (err) {
    deps.log.warn({ err, model: chosen.name }, 'model failed')
    return { failure: reasonOf(err), error: err, ranTools: false, secrets: [] }
  }
}

function wordsOf({ card }: Approval): string {
  return `${card.decision === 'approved' ? 'Approved' : 'Declined'}: ${card.title}`
}

function userMessage(text: string, note?: ProviderMetadata): UIMessage & { role: 'user' } {
  const part = { type: 'text' as const, text, ...(note === undefined ? {} : { providerMetadata: note }) }
  return { id: newMessageId(), role: 'user', parts: [part] }
}

function stillAnswering(): AipressError {
  return new AipressError('rate_limited', 'The assistant is still answering in this conversation.', {
    hint: 'Wait for the answer, or start another conversation.',
  })
}
