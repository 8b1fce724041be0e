import { type AuditVerification, exportAudit, type RawInputOf, verifyAudit } from '@aipress/contract'
import { EXIT } from './exit-codes.ts'
import { call } from './platform.ts'
import type { Session } from './session.ts'
import { clean } from './views/text.ts'
import { pageOf } from './views/view.ts'
import { viewOf } from './views/views.ts'

/** The file goes to stdout as it is; only a terminal must not obey what strangers wrote into it. */
export async function showAuditExport(
  session: Session,
  input: RawInputOf<typeof exportAudit>,
): Promise<unknown> {
  const { terminal } = session
  const output = await call(session, exportAudit, input, {
    onEvent: ({ text }: { text: string }) => terminal.out(terminal.outIsTty ? clean(text) : text),
  })
  if (output.nextCursor !== undefined) {
    terminal.err(`${output.lines} lines. There is more: add --cursor ${output.nextCursor}\n`)
  }
  return output
}

export async function showAuditVerification(
  session: Session,
  input: RawInputOf<typeof verifyAudit>,
): Promise<unknown> {
  const { terminal } = session
  const output = await call(session, verifyAudit, input, {
    onEvent: ({ checked, total }: { checked: number; total: number }) => {
      if (terminal.errIsTty) terminal.err(`${checked} of ${total} lines checked\n`)
    },
  })
  terminal.out(`${viewOf(verifyAudit, output, pageOf(terminal))}\n`)
  return output
}

/** Scripts that verify from time to time branch on it. */
export function exitAfterVerification(session: Session, { intact }: AuditVerification): void {
  if (!intact) session.exitCode = EXIT.failed
}
