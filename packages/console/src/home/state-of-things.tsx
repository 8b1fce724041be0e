import { Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { may, useMe } from '../sign-in/session.ts'
import { NewestSites, useNewestSites } from '../sites/newest-sites.tsx'
import { Failure } from '../ui/failure.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Attention } from './attention.tsx'
import { FirstSteps } from './first-steps.tsx'
import { OperationsNow, useOperationsNow } from './operations-now.tsx'
import { useConcerns } from './use-concerns.ts'
import { COUNTED_STATES, type SiteCounts, useSiteCounts } from './use-site-counts.ts'

/** How everything is that the one who looks may see: sites by state, what needs somebody, what is under way. */
export function StateOfThings() {
  const { counts: known, error, refetch } = useSiteCounts()
  // Drawn in short pieces, so that one can write meanwhile.
  const counts = useDeferredValue(known)
  if (counts === undefined) {
    return (
      <div className="mt-10">
        {error === null ? <Skeleton className="h-72" /> : <Failure error={error} onRetry={refetch} />}
      </div>
    )
  }
  if (COUNTED_STATES.every((state) => counts[state] === 0)) return <FirstSteps />
  return (
    <>
      <Counts counts={counts} />
      <Now />
    </>
  )
}

/** Shown at once, when all of it is known: parts that come one by one push each other about under one's eyes. */
function Now() {
  const me = useMe()
  const { concerns, error } = useConcerns()
  const operations = useOperationsNow()
  const newest = useNewestSites()
  const ofOperations = may(me, 'operations:read')
  const isKnown =
    (concerns !== undefined || error !== null) &&
    (operations.isKnown || !ofOperations) &&
    (newest.items !== undefined || newest.error !== null)
  if (!useDeferredValue(isKnown)) return <Skeleton className="mt-9 h-60" />
  return (
    <div className="mt-9 grid items-start gap-x-10 gap-y-9 lg:grid-cols-[1fr_18rem]">
      <div className="min-w-0 space-y-9">
        <Attention />
        {ofOperations && <OperationsNow />}
      </div>
      <NewestSites />
    </div>
  )
}

const WORDS: Record<keyof SiteCounts, string> = {
  running: 'Running',
  suspended: 'Suspended',
  creating: 'Being created',
  deleted: 'Deleted',
}

/** Each number leads to its sites. */
function Counts({ counts }: { counts: SiteCounts }) {
  return (
    <section aria-label="Sites by state" className="mt-10">
      <ul className="grid grid-cols-2 overflow-hidden rounded-xl border border-line bg-surface shadow-low sm:grid-cols-4">
        {COUNTED_STATES.map((state) => (
          <li key={state} className="border-line max-sm:[&:nth-child(n+3)]:border-t sm:not-first:border-l">
            <Link
              to="/sites"
              search={{ state }}
              className="block px-4 py-3.5 transition-colors -outline-offset-2 hover:bg-sunken/60 sm:px-5"
            >
              <span className="label-caps block">{WORDS[state]}</span>
              <span className="block font-serif text-[1.7rem] leading-tight tabular-nums">
                {counts[state].toLocaleString('en')}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
