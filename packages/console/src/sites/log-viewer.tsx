import type { LogKind } from '@aipress/contract/sites.ts'
import { RotateCw } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import { StateDot } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { Choices } from '../ui/choices.tsx'
import { classNames } from '../ui/class-names.ts'
import { FailureNote } from '../ui/failure.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { LogLines } from './log-view.tsx'
import { useLiveLogs } from './use-live-logs.ts'

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'access', label: 'Access' },
  { value: 'php', label: 'PHP' },
  { value: 'error', label: 'Error' },
  { value: 'slow-request', label: 'Slow requests' },
  { value: 'slow-query', label: 'Slow queries' },
] as const

/** Who scrolled up this far is reading, and is not pulled down by new lines. */
const NEAR_END_PX = 40

interface LogViewerProps {
  /** Name or id of the site. */
  site: string
  firstKind?: LogKind | undefined
  className: string
}

/** A site's logs as they come, one kind or all of them. */
export function LogViewer({ site, firstKind, className }: LogViewerProps) {
  const [kind, setKind] = useState<LogKind | 'all'>(firstKind ?? 'all')
  const [follow, setFollow] = useState(true)
  const [attempt, setAttempt] = useState(0)
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-3">
        <Choices label="Log" value={kind} options={KINDS} onChange={setKind} />
        <label className="flex cursor-pointer items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={follow}
            onChange={(event) => setFollow(event.target.checked)}
            className="size-4 accent-accent"
          />
          Follow live
        </label>
        <span className="flex-1" />
        <IconButton label="Read again" onClick={() => setAttempt(attempt + 1)}>
          <RotateCw size={16} aria-hidden />
        </IconButton>
      </div>
      <LogScroller
        site={site}
        kind={kind === 'all' ? undefined : kind}
        follow={follow}
        attempt={attempt}
        className={className}
      />
    </>
  )
}

function nothingOf(kind: LogKind | undefined): string {
  if (kind === 'slow-request') return 'PHP has taken more than two seconds for nothing yet.'
  if (kind === 'slow-query') return 'No query of the database has taken more than two seconds yet.'
  if (kind === 'php' || kind === 'error') return 'Nothing has gone wrong that would stand here.'
  return 'Nothing has been logged yet. Open the site, and each visit appears here within a second.'
}

interface LogScrollerProps {
  site: string
  kind: LogKind | undefined
  follow: boolean
  attempt: number
  className: string
}

function LogScroller({ site, kind, follow, attempt, className }: LogScrollerProps) {
  const { lines, state, error } = useLiveLogs(site, kind, follow, attempt)
  const box = useRef<HTMLElement>(null)
  const atEnd = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it scrolls when lines come
  useLayoutEffect(() => {
    if (box.current !== null && atEnd.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])
  return (
    <>
      <ScrollBox
        ref={box}
        label="Log lines"
        onScroll={({ currentTarget: element }) => {
          atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
        }}
        className={classNames('overflow-auto rounded-xl border border-line bg-sunken py-2', className)}
      >
        {lines.length === 0 ? (
          <p className="px-4 py-8 text-center text-soft">
            {state === 'loading' ? 'Reading …' : nothingOf(kind)}
          </p>
        ) : (
          <LogLines lines={lines} />
        )}
      </ScrollBox>
      <div className="mt-2 text-soft">
        {state === 'following' ? (
          <StateDot tone="active">Live</StateDot>
        ) : (
          <StateDot tone="neutral">{state === 'loading' ? 'Reading' : `${lines.length} lines`}</StateDot>
        )}
      </div>
      <FailureNote error={error} className="mt-3" />
    </>
  )
}
