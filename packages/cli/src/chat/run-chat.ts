import { AipressError } from '@aipress/contract'
import { EXIT } from '../exit-codes.ts'
import { readAllInput } from '../read-input.ts'
import type { Session } from '../session.ts'
import { isMeantAsAnswer } from './approvals.ts'
import { converse, type Undone } from './conversation.ts'
import { isLeaving } from './leaving.ts'
import { openJsonScreen, openScreen } from './screen.ts'
import { runTalk } from './talk.ts'
import type { Talk } from './talking.ts'

interface ChatOptions {
  text: string | undefined
  conversationId: string | undefined
  json: boolean
}

export async function runChat(session: Session, { text, conversationId, json }: ChatOptions): Promise<void> {
  const screen = json ? openJsonScreen(session.terminal) : openScreen(session.terminal)
  const talk: Talk = { session, screen, conversationId, exitCode: EXIT.ok }
  if (text === undefined && process.stdin.isTTY && !json) {
    await runTalk(talk)
    return
  }
  const [undone] =
    text === undefined
      ? await sayLines(talk, sentencesIn(await readAllInput()))
      : await converse(talk, requireText(text))
  if (undone !== undefined && json) throw undone.reason
  session.exitCode = talk.exitCode === EXIT.ok && undone !== undefined ? EXIT.usage : talk.exitCode
  if (!json) sayHowToGoOn(talk)
}

/** One after the other, to the first that fails: what follows was meant for its success. */
async function sayLines(talk: Talk, sentences: readonly string[]): Promise<Undone[]> {
  const undone: Undone[] = []
  let open: Undone[] = []
  for (const [index, sentence] of sentences.entries()) {
    if (isLeaving(sentence)) break
    // The answer to what was left undone would be taken for one to another question.
    if (open.some(({ approval }) => isMeantAsAnswer(sentence, approval))) {
      open = []
      continue
    }
    try {
      open = await converse(talk, sentence)
      undone.push(...open)
      if (talk.exitCode !== EXIT.ok) {
        sayWhatIsUnsaid(talk, sentences.length - index - 1)
        break
      }
    } catch (error) {
      sayWhatIsUnsaid(talk, sentences.length - index - 1)
      throw error
    }
  }
  return undone
}

function sayWhatIsUnsaid({ screen }: Talk, count: number): void {
  if (count === 0) return
  screen.note(
    `The ${count === 1 ? 'line' : `${count} lines`} after it ${count === 1 ? 'was' : 'were'} not said.`,
  )
}

/** Only where a person sits: scripts know what they want next. */
function sayHowToGoOn({ session, conversationId }: Talk): void {
  const { terminal } = session
  if (conversationId === undefined || !terminal.errIsTty) return
  terminal.err(terminal.paintErr('dim', `Go on: aipress chat --conversation ${conversationId} "…"\n`))
}

/** A file that was piped in by mistake is not said. */
const LINES_MAX = 100

function sentencesIn(input: string): string[] {
  const lines = requireText(input)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length <= LINES_MAX) return lines
  throw new AipressError(
    'invalid_input',
    `There are ${lines.length} lines; at most ${LINES_MAX} are said at once.`,
    { hint: 'Each line is a sentence of its own. Split the file.' },
  )
}

function requireText(text: string): string {
  const trimmed = text.trim()
  if (trimmed !== '') return trimmed
  throw new AipressError('invalid_input', 'There is nothing to ask.', {
    hint: 'For example: aipress chat "Which sites do I have?"',
  })
}
