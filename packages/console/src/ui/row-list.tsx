import type { ReactNode } from 'react'
import { RelativeTime } from './time.tsx'

/** Things one below the other, each with what can be done with it. */
export function RowList({ children }: { children: ReactNode }) {
  return <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">{children}</ul>
}

interface RowProps {
  title: ReactNode
  detail: ReactNode
  /** Beside it: badges, times and buttons. */
  children?: ReactNode
}

export function Row({ title, detail, children }: RowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-0 sm:px-5">
      <div className="min-w-48 flex-1">
        <p className="truncate font-medium">{title}</p>
        <p className="break-words text-soft text-sm">{detail}</p>
      </div>
      {children}
    </li>
  )
}

/** When something was used last, after what else is said of it. */
export function LastUsed({ at }: { at: string | undefined }) {
  return (
    <span className="text-faint">
      {' · '}
      {at === undefined ? (
        'never used'
      ) : (
        <>
          used <RelativeTime at={at} />
        </>
      )}
    </span>
  )
}
