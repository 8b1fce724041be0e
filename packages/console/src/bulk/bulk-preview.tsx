import type { OutputOf } from '@aipress/contract/action.ts'
import type { previewBulk } from '@aipress/contract/bulk.ts'
import { addressOf } from '../sites/site-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

/** What a change to many sites would touch: how many, what is left out and why, and the first ten. */
export function BulkPreview({ preview }: { preview: OutputOf<typeof previewBulk> }) {
  const { title, sites, changes, leftOut, sample } = preview
  const more = changes - sample.length
  return (
    <section aria-label="Preview" className="overflow-hidden rounded-xl border border-line-strong">
      <div className="px-4 py-3.5">
        <p className="font-medium font-serif text-[1.15rem] leading-snug">{title}</p>
        <p className="mt-0.5 text-soft text-sm tabular-nums">
          {changes.toLocaleString('en')} of the {sites.toLocaleString('en')} found would change.
        </p>
        {leftOut.length > 0 && (
          <ul className="mt-2 space-y-0.5 text-sm">
            {leftOut.map((left) => (
              <li key={left.reason} className="flex gap-2">
                <span className="min-w-10 text-right tabular-nums">{left.sites.toLocaleString('en')}</span>
                <span className="text-soft">left out: {left.reason}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {sample.length > 0 && (
        <ul className="border-line border-t bg-sunken/60 px-4 py-2.5 text-sm">
          {sample.map((site) => (
            <li key={site.siteId} className="flex justify-between gap-4 py-0.5">
              <span className="truncate">{site.title}</span>
              <span className="truncate text-faint max-sm:hidden">{addressOf(site.url)}</span>
            </li>
          ))}
          {more > 0 && <li className="py-0.5 text-faint">and {more.toLocaleString('en')} more</li>}
        </ul>
      )}
    </section>
  )
}

export function BulkPreviewSkeleton() {
  return (
    <div
      role="status"
      aria-label="Asking what would change"
      className="space-y-2.5 rounded-xl border border-line-strong p-4"
    >
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-3.5 w-1/3" />
    </div>
  )
}
