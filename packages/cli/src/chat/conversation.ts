import {
  ACTIONS,
  AipressError,
  type AnyAction,
  CHAT_NOTE_KEY,
  type ChatForm,
  type FormValues,
  isSettled,
  type Operation,
  toolName,
} from '@aipress/contract'
import { ask } from '../ask.ts'
import { finish, isStarted } from '../run-action.ts'
import type { Session } from '../session.ts'
import { clean } from '../views/text.ts'
import { type ChatRequest, streamChat } from './chat-stream.ts'
import { type Approval, Chunk } from './chunks.ts'
import { type Around, fillIn } from './fill-in.ts'
import type { Screen } from './screen.ts'

/** Each approval and each form is a question to a person; a model that asks more often than this is lost. */
const QUESTIONS_MAX = 20

export interface Talk {
  session: Session
  screen: Screen
  /** Set by the first answer. */
  conversationId: string | undefined
}

/** What one answer of the assistant left to do. */
interface Turn {
  approvals: Approval[]
  form: ChatForm | undefined
  /** The question in words beside the form. */
  question: Around['question']
  started: { action: AnyAction; output: { operation: Operation } }[]
  problem: string | undefined
}

/**
 * Says one thing and shows all that comes of it: text, what was done, operations to their end, and the
 * questions before anything is destroyed.
 */
export async function converse(talk: Talk, text: string): Promise<void> {
  let declined: Approval | undefined
  let { approvals, form, question } = await takeTurn(talk, { text })
  let refused: FormValues | undefined
  for (let asked = 0; asked < QUESTIONS_MAX; asked += 1) {
    const approval = approvals.shift()
    let next: Answered | undefined
    if (approval !== undefined) {
      const answer = await decide(talk, approval)
      if (!answer.approved && !talk.session.terminal.isInteractive) declined ??= approval
      next = { approval: answer }
    } else if (form !== undefined) next = await fillIn(talk.session, form, { question, refused })
    if (next === undefined) break
    const said = next
    const turn = await takeTurn(talk, said).catch((error: unknown) => refusedForm(talk, said, error))
    refused = turn === undefined ? said.form?.values : undefined
    if (turn === undefined) continue
    approvals = [...approvals, ...turn.approvals]
    form = turn.form
    question = turn.question
  }
  if (declined !== undefined) throw notConfirmed(declined)
}

type Answered = Omit<ChatRequest, 'conversationId'>

/** What a form was filled in with may be refused before anything is done: the form is still open then. */
function refusedForm({ session }: Talk, { form }: Answered, error: unknown): undefined {
  if (form === undefined || !(error instanceof AipressError) || error.code !== 'invalid_input') throw error
  if (!session.terminal.isInteractive) throw error
  session.terminal.err(`${session.terminal.paintErr('red', '✗')} ${clean(error.message)}\n`)
}

async function takeTurn(talk: Talk, said: Answered): Promise<Turn> {
  const turn = await readTurn(talk, { conversationId: talk.conversationId, ...said })
  for (const { action, output } of turn.started) {
    if (talk.screen.followsOperations) await finish(talk.session, action, output, { json: false, wait: true })
  }
  if (turn.problem !== undefined) throw new AipressError('model_unavailable', clean(turn.problem))
  return turn
}

async function readTurn(talk: Talk, request: ChatRequest): Promise<Turn> {
  const turn: Turn = { approvals: [], form: undefined, question: undefined, started: [], problem: undefined }
  const calls = new Map<string, AnyAction>()
  try {
    for await (const value of streamChat(talk.session, request)) {
      talk.screen.raw(value)
      const parsed = Chunk.safeParse(value)
      if (parsed.success) take(talk, turn, calls, parsed.data)
    }
  } finally {
    talk.screen.endOfText()
  }
  return turn
}

function take(talk: Talk, turn: Turn, calls: Map<string, AnyAction>, chunk: Chunk): void {
  const { screen } = talk
  switch (chunk.type) {
    case 'data-conversation':
      talk.conversationId = chunk.data.conversationId
      break
    case 'text-start':
      turn.question = chunk.providerMetadata?.[CHAT_NOTE_KEY]?.pending ?? turn.question
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
      if (chunk.preliminary !== true) takeOutput(screen, turn, calls.get(chunk.toolCallId), chunk.output)
      else if (isStarted(chunk.output)) screen.working(chunk.output.operation)
      break
    case 'tool-output-error':
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

/** Work that goes on is shown at its end, once the assistant has finished speaking. */
function takeOutput(screen: Screen, turn: Turn, action: AnyAction | undefined, output: unknown): void {
  if (action === undefined) return
  if (isStarted(output) && !isSettled(output.operation.state)) turn.started.push({ action, output })
  // What the platform keeps beside an answer is not the answer.
  else screen.toolOutput(action, action.output.safeParse(output).data ?? output)
}

/** Asks the person; where nobody can be asked, the answer is no. */
async function decide(
  { session, screen }: Talk,
  approval: Approval,
): Promise<{ approvalId: string; approved: boolean; typed?: string }> {
  const { approvalId, confirmText } = approval
  screen.approval(approval)
  if (!session.terminal.isInteractive) return { approvalId, approved: false }
  if (confirmText === undefined) {
    const answer = await ask(session, 'Go ahead? (yes or no) ')
    return { approvalId, approved: /^y(es)?$/i.test(answer) }
  }
  const typed = await ask(session, `Type ${clean(confirmText)} to go ahead, or press Enter to leave it: `)
  return { approvalId, approved: typed === confirmText, typed }
}

function notConfirmed({ action, title, confirmText }: Approval): AipressError {
  const command = ACTIONS.find(({ name }) => name === action)
  const isTyped = confirmText !== undefined
  const usage = command?.cli.replace(/<\w+>/, confirmText ?? '$&')
  const how = isTyped ? 'by typing the name on a terminal' : 'with a yes on a terminal'
  const directly = isTyped ? `aipress ${clean(usage ?? '')} --yes` : `aipress ${clean(usage ?? '')}`
  return new AipressError(
    'confirmation_needed',
    `Not done: "${clean(title)}" must be confirmed ${how}, and there is none.`,
    {
      hint:
        usage === undefined
          ? 'Without a terminal, run each step by its own command; "aipress --help" lists them.'
          : `Without a terminal: ${directly}`,
    },
  )
}
