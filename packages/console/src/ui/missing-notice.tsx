import { CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'

interface MissingNoticeProps {
  groups: readonly string[] | undefined
  /** What is not shown without them, as a sentence. */
  children: ReactNode
}

/** Control groups that did not answer, and what the page lacks for it. */
export function MissingNotice({ groups, children }: MissingNoticeProps) {
  if (groups === undefined || groups.length === 0) return null
  return (
    <p role="status" className="mb-5 flex items-start gap-2.5 rounded-lg bg-warn-soft px-3.5 py-3 text-sm">
      <CloudOff size={17} aria-hidden className="mt-0.5 shrink-0 text-warn" />
      <span className="min-w-0">
        <strong className="font-semibold">
          {groups.length === 1 ? `${groups[0]} does` : `${groups.length} control groups do`} not answer.
        </strong>{' '}
        {groups.length > 1 && `${groups.join(', ')}. `}
        Sites go on serving. {children}
      </span>
    </p>
  )
}
