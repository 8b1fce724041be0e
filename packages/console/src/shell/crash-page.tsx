import { AipressError } from '@aipress/contract/errors.ts'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Failure } from '../ui/failure.tsx'

/**
 * When a page could not even begin: the platform is away, or the console has a fault or is not whole. The latter stay
 * so until everything is loaded anew.
 */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const isOurs = error instanceof AipressError
  if (!isOurs) console.error(error)
  const tryAgain = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div className="mx-auto my-auto w-full max-w-lg p-6 pt-[20dvh]">
      {isOurs ? (
        <Failure error={error} onRetry={tryAgain} />
      ) : (
        <Failure error={error} onRetry={() => window.location.reload()} retryLabel="Reload" />
      )}
    </div>
  )
}
