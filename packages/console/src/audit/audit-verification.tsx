import { type AuditVerification, verifyAudit } from '@aipress/contract/audit.ts'
import { useMutation } from '@tanstack/react-query'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { client } from '../client/client.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { formatDuration } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'

/** Verifies on demand, from a line on, and says how far it is. */
export function useVerification() {
  const [progress, setProgress] = useState<{ checked: number; total: number }>()
  return {
    ...useMutation({
      mutationFn: (first: number) => client.call(verifyAudit, { first }, { onEvent: setProgress }),
      onSettled: () => setProgress(undefined),
    }),
    progress,
  }
}

export function Verification({ verification }: { verification: ReturnType<typeof useVerification> }) {
  const { data, error, isPending, progress, mutate } = verification
  if (isPending) {
    return (
      <p role="status" className="mb-4 text-soft">
        {progress === undefined
          ? 'Checking each line …'
          : `${progress.checked.toLocaleString('en')} of ${progress.total.toLocaleString('en')} lines checked …`}
      </p>
    )
  }
  if (error !== null) return <FailureNote error={error} className="mb-4" />
  if (data === undefined) return null
  return (
    <div className="mb-4">
      <VerificationCard found={data} />
      {data.next !== undefined && (
        <Button size="small" className="mt-2" onClick={() => mutate(data.next ?? 1)}>
          Check the lines from {data.next.toLocaleString('en')} on
        </Button>
      )}
    </div>
  )
}

export function VerificationCard({ found }: { found: AuditVerification }) {
  const { intact, checked, first, last, durationMs, problems, signed, removedTo, hash } = found
  const Icon = intact ? ShieldCheck : ShieldAlert
  return (
    <Card className="p-4">
      <div role="status" className="flex items-center gap-2.5">
        <Icon size={19} aria-hidden className={intact ? 'text-good' : 'text-bad'} />
        <p className="font-medium">{intact ? 'The audit log is intact.' : 'The audit log is not intact.'}</p>
      </div>
      {problems.length > 0 && (
        <ul className="mt-3 space-y-1.5 text-sm">
          {problems.map(({ seq, kind, message }) => (
            <li key={`${seq} ${kind} ${message}`}>
              <code className="mr-2 font-mono text-bad text-xs">{kind}</code>
              {message}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-2 flex flex-wrap gap-x-4 text-soft text-sm">
        <span>
          {first === undefined
            ? 'There are no lines'
            : `Lines ${first.toLocaleString('en')} to ${(last ?? first).toLocaleString('en')}`}
          , {checked.toLocaleString('en')} checked in {formatDuration(durationMs)}
        </span>
        {signed !== undefined && (
          <span>
            signed up to line {signed.seq.toLocaleString('en')} <RelativeTime at={signed.at} />
          </span>
        )}
        {removedTo > 0 && <span>lines up to {removedTo.toLocaleString('en')} removed by the retention</span>}
      </p>
      <p className="mt-1 break-all font-mono text-faint text-xs">{hash}</p>
    </Card>
  )
}
