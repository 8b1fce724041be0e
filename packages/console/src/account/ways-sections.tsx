import { useQuery } from '@tanstack/react-query'
import { Failure } from '../ui/failure.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { ownWaysQuery } from './own-ways.ts'
import { PasskeysSection } from './passkeys-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { SecondFactorSection } from './second-factor-section.tsx'

export function WaysSections({ email }: { email: string }) {
  const query = useQuery(ownWaysQuery)
  if (query.data === undefined) {
    return query.isError ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <SkeletonRows count={3} />
    )
  }
  return (
    <>
      {query.data.hasPassword && <PasswordSection email={email} />}
      <SecondFactorSection ways={query.data} />
      <PasskeysSection ways={query.data} />
    </>
  )
}
