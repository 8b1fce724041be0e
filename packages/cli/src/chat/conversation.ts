import { AipressError, type FormValues } from '@aipress/contract'
import { clean } from '../views/text.ts'
import { decide, notConfirmed } from './approvals.ts'
import type { Approval } from './chunks.ts'
import { fillIn } from './fill-in.ts'
import type { Talk } from './talking.ts'
import { decline, type Said, takeTurn } from './turn.ts'

/** Each approval and each form is a question to a person; a model that asks more often than this is lost. */
const QUESTIONS_MAX = 20

/** What nobody could be asked about, and so was not done. */
export interface Undone {
  approval: Approval
  reason: AipressError
}

/**
 * Says one thing and shows all that comes of it: text, what was done, operations to their end, and the
 * questions before anything is destroyed. Answers with what was left undone.
 */
export async function converse(talk: Talk, text: string): Promise<Undone[]> {
  const { terminal } = talk.session
  const undone: Undone[] = []
  let { approvals, form, question } = await takeTurn(talk, { text })
  let refused: FormValues | undefined
  for (let asked = 0; asked < QUESTIONS_MAX; asked += 1) {
    const approval = approvals.shift()
    if (approval !== undefined && !terminal.isInteractive) {
      undone.push(await leaveUndone(talk, approval))
      continue
    }
    const said =
      approval !== undefined
        ? await askAbout(talk, approval, approvals)
        : form && (await fillIn(talk.session, form, { question, refused }))
    if (said === undefined) break
    const turn = await takeTurn(talk, said).catch((error: unknown) => refusedForm(talk, said, error))
    refused = turn === undefined ? said.form?.values : undefined
    if (turn === undefined) continue
    approvals = [...approvals, ...turn.approvals]
    form = turn.form
    question = turn.question
  }
  return undone
}

/** Who leaves without an answer has said no: left open, the next "yes" would do it. */
async function askAbout(talk: Talk, approval: Approval, others: readonly Approval[]): Promise<Said> {
  talk.screen.approval(approval)
  try {
    return { approval: await decide(talk, approval) }
  } catch (error) {
    // Where the platform does not hear it, the approval expires by itself.
    for (const open of [approval, ...others]) await decline(talk, open).catch(() => undefined)
    throw error
  }
}

/** Only a person's word does it. Where nobody can be asked, the rest of what is said goes on. */
async function leaveUndone(talk: Talk, approval: Approval): Promise<Undone> {
  const reason = notConfirmed(approval)
  talk.screen.approval(approval)
  talk.screen.undone(reason)
  await decline(talk, approval)
  return { approval, reason }
}

/** What a form was filled in with may be refused before anything is done: the form is still open then. */
function refusedForm({ session }: Talk, { form }: Said, error: unknown): undefined {
  if (form === undefined || !(error instanceof AipressError) || error.code !== 'invalid_input') throw error
  if (!session.terminal.isInteractive) throw error
  session.terminal.err(`${session.terminal.paintErr('red', '✗')} ${clean(error.message)}\n`)
}
