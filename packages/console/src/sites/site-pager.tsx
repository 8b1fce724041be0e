import { useLocation, useNavigate } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '../ui/button.tsx'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Cursors of the pages before this one, the first page's being empty. A cursor only leads forward. */
    cursorsBefore?: string[]
  }
}

interface SitePagerProps {
  page: number
  cursor: string | undefined
  nextCursor: string | undefined
  shown: number
  total: number
  pageSize: number
}

/** Forth by the cursor of the answer, back by those one came by; who came by a link goes to the first page. */
export function SitePager({ page, cursor, nextCursor, shown, total, pageSize }: SitePagerProps) {
  const navigate = useNavigate({ from: '/sites' })
  const before = useLocation().state.cursorsBefore ?? []
  if (page === 1 && nextCursor === undefined) return null
  const from = (page - 1) * pageSize + 1
  const go = (to: { cursor: string | undefined; page: number; cursorsBefore: string[] }) =>
    void navigate({
      search: (now) => ({ ...now, cursor: to.cursor || undefined, page: to.page > 1 ? to.page : undefined }),
      state: { cursorsBefore: to.cursorsBefore },
    })
  const previous = before.at(-1)
  return (
    <nav aria-label="Pages" className="mt-4 flex flex-wrap items-center justify-between gap-3">
      <p className="text-soft text-sm tabular-nums">
        {from.toLocaleString('en')}–{(from + shown - 1).toLocaleString('en')} of {total.toLocaleString('en')}
      </p>
      <div className="flex gap-2">
        {page > 1 && previous === undefined ? (
          <Button size="small" onClick={() => go({ cursor: undefined, page: 1, cursorsBefore: [] })}>
            First page
          </Button>
        ) : (
          <Button
            size="small"
            icon={<ChevronLeft size={15} aria-hidden />}
            disabledReason={previous === undefined ? 'This is the first page.' : undefined}
            onClick={() => go({ cursor: previous, page: page - 1, cursorsBefore: before.slice(0, -1) })}
          >
            Previous
          </Button>
        )}
        <Button
          size="small"
          disabledReason={nextCursor === undefined ? 'This is the last page.' : undefined}
          onClick={() => go({ cursor: nextCursor, page: page + 1, cursorsBefore: [...before, cursor ?? ''] })}
        >
          Next
          <ChevronRight size={15} aria-hidden />
        </Button>
      </div>
    </nav>
  )
}
