import { ListChecks, ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { TextField } from '../ui/field.tsx'
import { RelativeTime } from '../ui/time.tsx'
import type { Approval, ApprovalAnswer, ApprovalDecision } from './chat-message.ts'

/** How approvals were answered here; the server's history knows those of other days. */
const decisions = new Map<string, ApprovalDecision>()

export interface ApprovalCardProps {
  approval: Approval
  /** Answers whether the answer arrived. */
  onAnswer: (approval: Approval, answer: ApprovalAnswer) => Promise<boolean>
}

/** Asks before something is destroyed, costs more or changes several things: what will happen, until when the question stands, yes or no. */
export function ApprovalCard({ approval, onAnswer }: ApprovalCardProps) {
  const [decidedHere, setDecidedHere] = useState(() => decisions.get(approval.approvalId))
  // The server's word counts: the question may have been answered elsewhere or in words.
  const decision = approval.decision ?? decidedHere
  const [typed, setTyped] = useState('')
  const expired = Date.parse(approval.expiresAt) <= Date.now()
  const missing = approval.confirmText !== undefined && typed.trim() !== approval.confirmText
  const answer = async (approved: boolean) => {
    const decided: ApprovalDecision = approved ? 'approved' : 'declined'
    setDecidedHere(decided)
    decisions.set(approval.approvalId, decided)
    const arrived = await onAnswer(approval, {
      approvalId: approval.approvalId,
      approved,
      ...(approved && approval.confirmText !== undefined ? { typed: typed.trim() } : {}),
    })
    if (arrived) return
    decisions.delete(approval.approvalId)
    setDecidedHere(undefined)
  }
  const open = decision === undefined && !expired
  // Only what destroys asks for a name; a plan or a price does not.
  const destroys = approval.confirmText !== undefined
  return (
    <section
      aria-label={approval.title}
      className={classNames(
        'animate-rise rounded-xl border bg-surface p-4 shadow-low sm:p-5',
        destroys ? 'border-bad/35' : 'border-line-strong',
      )}
    >
      <div className="flex items-start gap-3">
        {destroys ? (
          <ShieldAlert size={20} aria-hidden className="mt-1 shrink-0 text-bad" />
        ) : (
          <ListChecks size={20} aria-hidden className="mt-1 shrink-0 text-accent" />
        )}
        <h3 className="min-w-0 flex-1 text-[1.22rem] leading-snug">{approval.title}</h3>
        {!open && <Outcome decision={decision} destroys={destroys} />}
      </div>
      <ul
        className={classNames(
          'mt-2.5 ml-8 space-y-1 text-soft marker:text-faint',
          // Steps of a plan have numbers of their own.
          approval.action === 'plan' ? 'list-none' : 'list-disc',
        )}
      >
        {approval.effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      {open && (
        <form
          className="mt-4 ml-8"
          onSubmit={(event) => {
            event.preventDefault()
            if (!missing) void answer(true)
          }}
        >
          {approval.confirmText !== undefined && (
            <TextField
              label={
                <>
                  Type <strong className="select-all font-semibold">{approval.confirmText}</strong> to approve
                </>
              }
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
          <div className="mt-4 flex flex-wrap items-center gap-2">
            <Button
              type="submit"
              look={destroys ? 'danger-solid' : 'primary'}
              size="small"
              disabledReason={missing ? `Type ${approval.confirmText} first` : undefined}
            >
              Approve
            </Button>
            <Button size="small" onClick={() => void answer(false)}>
              Decline
            </Button>
            <span className="ml-auto text-faint text-sm">
              Expires <RelativeTime at={approval.expiresAt} />
            </span>
          </div>
        </form>
      )}
    </section>
  )
}

function Outcome({ decision, destroys }: { decision: ApprovalDecision | undefined; destroys: boolean }) {
  if (decision === 'approved') return <Badge tone={destroys ? 'bad' : 'good'}>Approved</Badge>
  if (decision === 'declined') return <Badge>Declined</Badge>
  return <Badge tone="warn">Expired</Badge>
}
