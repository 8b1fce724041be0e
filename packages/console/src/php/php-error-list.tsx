import { dismissPhpError, listPhpErrors, type PhpError } from '@aipress/contract/php-errors.ts'
import { refresh, useAction } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { FailureNote } from '../ui/failure.tsx'
import { RelativeTime } from '../ui/time.tsx'

/** What PHP complained about, the same things together. The words are those of plugins: text, never markup. */
export function PhpErrorList({ errors, withSite }: { errors: readonly PhpError[]; withSite: boolean }) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {errors.map((error) => (
        <li
          key={`${error.siteId}/${error.fingerprint}`}
          className="grid grid-cols-[3rem_1fr] items-start gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-0 sm:grid-cols-[3rem_1fr_auto]"
        >
          <span className="text-right font-medium tabular-nums">{error.count} ×</span>
          <ErrorText error={error} withSite={withSite} />
          <DismissButton error={error} />
        </li>
      ))}
    </ul>
  )
}

function ErrorText({ error, withSite }: { error: PhpError; withSite: boolean }) {
  const where = error.file === undefined ? undefined : `${error.file}:${error.line ?? '?'}`
  return (
    <div className="min-w-0">
      <p className="break-words font-mono text-[0.85em]">
        <span className={classNames('mr-2 font-semibold', isGrave(error) ? 'text-bad' : 'text-warn')}>
          {error.level}
        </span>
        {error.message}
      </p>
      <p className="mt-1 break-words text-soft text-sm">
        {withSite && <>{error.siteName}; </>}
        {where !== undefined && <>{where}; </>}
        last seen <RelativeTime at={error.lastSeenAt} />, first <RelativeTime at={error.firstSeenAt} />
      </p>
    </div>
  )
}

const isGrave = ({ level }: PhpError) => level === 'fatal' || level === 'database'

function DismissButton({ error }: { error: PhpError }) {
  const dismiss = useAction(dismissPhpError, { onSuccess: () => refresh(listPhpErrors) })
  return (
    <div className="max-sm:col-start-2 max-sm:-ml-2.5">
      <Button
        size="small"
        look="quiet"
        busy={dismiss.isPending}
        onClick={() => dismiss.mutate({ site: error.siteId, fingerprint: error.fingerprint })}
      >
        Dismiss
      </Button>
      <FailureNote error={dismiss.error} />
    </div>
  )
}
