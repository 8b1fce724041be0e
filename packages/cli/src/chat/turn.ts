import {
  ACTIONS,
  AipressError,
  type AnyAction,
  CHAT_NOTE_KEY,
  type ChatForm,
  ERRORS,
  type ErrorCode,
  isSettled,
  type Operation,
  toolName,
} from '@aipress/contract'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { finish, isStarted } from '../run-action.ts'
import { clean } from '../views/text.ts'
import { type ChatRequest, streamChat } from './chat-stream.ts'
import { type Approval, Chunk } from './chunks.ts'
import type { Around } from './fill-in.ts'
import type { Screen } from './screen.ts'
import type { Talk } from './talking.ts'

/** What one answer of the assistant left to do. */
export interface Turn {
  approvals: Approval[]
  form: ChatForm | undefined
  /** The question in words beside the form. */
  question: Around['question']
  started: { action: AnyAction; output: { operation: Operation } }[]
  problem: string | undefined
}

export type Said = Omit<ChatRequest, 'conversationId'>

/** Says one thing, shows the answer, and operations to their end. */
export async function takeTurn(talk: Talk, said: Said): Promise<Turn> {
  const turn = await readTurn(talk, { conversationId: talk.conversationId, ...said })
  for (const { action, output } of turn.started) {
    if (talk.screen.followsOperations) await finish(talk.session, action, output, { json: false, wait: true })
  }
  if (turn.problem !== undefined) throw new AipressError('model_unavailable', clean(turn.problem))
  return turn
}

/** Says no to what was asked; what the assistant says to that is known already. */
export async function decline(talk: Talk, { approvalId }: Approval): Promise<void> {
  const { conversationId } = talk
  const answer = { conversationId, approval: { approvalId, approved: false } }
  for await (const chunk of streamChat(talk.session, answer)) talk.screen.raw(chunk)
}

async function readTurn(talk: Talk, request: ChatRequest): Promise<Turn> {
  const turn: Turn = { approvals: [], form: undefined, question: undefined, started: [], problem: undefined }
  const calls = new Map<string, AnyAction>()
  talk.screen.said()
  try {
    for await (const value of streamChat(talk.session, request)) {
      talk.screen.raw(value)
      const parsed = Chunk.safeParse(value)
      if (parsed.success) take({ talk, turn, calls, request }, parsed.data)
    }
  } finally {
    talk.screen.endOfTurn()
  }
  return turn
}
interface Taking {
  talk: Talk
  turn: Turn
  calls: Map<string, AnyAction>
  request: ChatRequest
}

function take({ talk, turn, calls, request }: Taking, chunk: Chunk): void {
  const { screen } = talk
  switch (chunk.type) {
    case 'data-conversation':
      talk.conversationId = chunk.data.conversationId
      break
    case 'text-start':
      turn.question = chunk.providerMetadata?.[CHAT_NOTE_KEY]?.pending ?? turn.question
      screen.startOfText(isOfPlatform(chunk, request) ? 'platform' : 'model')
      break
    case 'text-delta':
      screen.text(chunk.delta)
      break
    case 'text-end':
      screen.endOfText()
      break
    case 'tool-input-available': {
      const action = ACTIONS.find((candidate) => toolName(candidate) === chunk.toolName)
      if (action !== undefined) calls.set(chunk.toolCallId, action)
      screen.toolCall(action?.summary ?? chunk.toolName)
      break
    }
    case 'tool-output-available':
      if (chunk.preliminary !== true) {
        talk.exitCode = hasFailed(chunk.output) ? EXIT.failed : EXIT.ok
        takeOutput(screen, turn, calls.get(chunk.toolCallId), chunk.output)
      } else if (isStarted(chunk.output)) screen.working(chunk.output.operation)
      break
    case 'data-failure': {
      const { code } = chunk.data.error
      talk.exitCode = code in ERRORS ? exitCodeOf(code as ErrorCode) : EXIT.failed
      break
    }
    case 'tool-output-error':
      talk.exitCode ||= EXIT.failed
      screen.toolError(chunk.errorText)
      break
    case 'data-form':
      turn.form = chunk.data
      screen.form(chunk.data, turn.question)
      break
    case 'data-approval':
      turn.approvals.push(chunk.data)
      break
    case 'error':
      turn.problem = chunk.errorText
  }
}

function hasFailed(output: unknown): boolean {
  return isStarted(output) && isSettled(output.operation.state) && output.operation.state !== 'succeeded'
}

/** Its interpreter leaves a note; a form and an approval are answered by no model. */
function isOfPlatform(chunk: Extract<Chunk, { type: 'text-start' }>, { text }: ChatRequest): boolean {
  return text === undefined || chunk.providerMetadata?.[CHAT_NOTE_KEY] !== undefined
}

/** Work that goes on is shown at its end, once the assistant has finished speaking. */
function takeOutput(screen: Screen, turn: Turn, action: AnyAction | undefined, output: unknown): void {
  if (action === undefined) return
  if (isStarted(output) && !isSettled(output.operation.state)) turn.started.push({ action, output })
  // What the platform keeps beside an answer is not the answer.
  else screen.toolOutput(action, action.output.safeParse(output).data ?? output)
}
