import { lazy, type ReactNode, Suspense } from 'react'

const LivePanel = lazy(async () => ({ default: (await import('./live-panel.tsx')).LivePanel }))

/** A conversation, and beside it what it changes. */
export function ChatColumns({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
      <Suspense fallback={<div className="hidden w-80 shrink-0 border-line border-l xl:block" />}>
        <LivePanel />
      </Suspense>
    </div>
  )
}
