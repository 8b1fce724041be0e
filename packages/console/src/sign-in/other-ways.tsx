import { useMutation, useQuery } from '@tanstack/react-query'
import { Building2, KeyRound } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { passkeyProblem } from './passkey-problem.ts'
import { beginWithProvider, fetchWays, signInWithPasskey } from './session.ts'

/** Without a password: a passkey, or an account elsewhere where one is configured. */
export function OtherWays({ next, onDone }: { next: string; onDone: () => void }) {
  const { data: ways } = useQuery({
    queryKey: ['ways'],
    queryFn: ({ signal }) => fetchWays(signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const passkey = useMutation({ mutationFn: signInWithPasskey, onSuccess: onDone })
  const provider = useMutation({
    mutationFn: () => beginWithProvider(next),
    onSuccess: ({ url }) => location.assign(url),
  })
  return (
    <div className="mt-3 space-y-3">
      <Button
        className="w-full"
        icon={<KeyRound size={16} aria-hidden />}
        busy={passkey.isPending}
        onClick={() => passkey.mutate()}
      >
        Use a passkey
      </Button>
      {ways?.provider !== undefined && (
        <Button
          className="w-full"
          icon={<Building2 size={16} aria-hidden />}
          busy={provider.isPending}
          onClick={() => provider.mutate()}
        >
          Go on with {ways.provider}
        </Button>
      )}
      <FailureNote error={passkeyProblem(passkey.error) ?? provider.error} />
    </div>
  )
}
