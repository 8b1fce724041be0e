import { AipressError } from '@aipress/contract/errors.ts'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Failure } from '../ui/failure.tsx'

/** When a page could not even begin: the platform is away, or the console has a fault. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  if (!(error instanceof AipressError)) console.error(error)
  return (
    <div className="mx-auto my-auto w-full max-w-lg p-6 pt-[20dvh]">
      <Failure
        error={error}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </div>
  )
}
