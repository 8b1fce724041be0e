import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { KeyRound, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { AddPasskeyDialog } from '../account/add-passkey-dialog.tsx'
import { EnrolDialog } from '../account/enrol-dialog.tsx'
import { type OwnWays, ownWaysQuery } from '../account/own-ways.ts'
import { RecoveryCodesDialog } from '../account/recovery-codes-dialog.tsx'
import { queryClient } from '../client/query-client.ts'
import { Button } from '../ui/button.tsx'
import { Failure, FailureNote } from '../ui/failure.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { FrontPage } from './front-page.tsx'
import { passkeyProblem } from './passkey-problem.ts'
import { signInWithPasskey, signOut } from './session.ts'

const route = getRouteApi('/second-factor')

/** Where who came in by one factor is led, if the platform demands two of them. */
export function SecondFactorPage() {
  useDocumentTitle('Second factor')
  const router = useRouter()
  const { next = '/' } = route.useSearch()
  const { data: ways, error, refetch } = useQuery(ownWaysQuery)
  const goOn = () => {
    queryClient.clear()
    router.history.push(next)
  }
  return (
    <FrontPage>
      {ways !== undefined ? (
        <NextStep waysAtFirst={ways} onDone={goOn} />
      ) : error === null ? (
        <Skeleton className="h-60" />
      ) : (
        <Failure error={error} onRetry={() => void refetch()} />
      )}
      <Button
        look="quiet"
        className="mt-6 w-full"
        onClick={() => void signOut(() => router.navigate({ to: '/sign-in' }))}
      >
        Sign out
      </Button>
    </FrontPage>
  )
}

/** As it was when one came: what is set up here meanwhile does not change what there is to do. */
function NextStep({ waysAtFirst, onDone }: { waysAtFirst: OwnWays; onDone: () => void }) {
  const [ways] = useState(waysAtFirst)
  if (ways.passkeys.length > 0) return <UsePasskey onDone={onDone} />
  if (ways.secondFactor !== undefined) return <SignInAnew />
  return <SetUp hasPassword={ways.hasPassword} onDone={onDone} />
}

function SetUp({ hasPassword, onDone }: { hasPassword: boolean; onDone: () => void }) {
  const [open, setOpen] = useState<'app' | 'passkey'>()
  const [codes, setCodes] = useState<string[]>()
  const close = () => setOpen(undefined)
  return (
    <>
      <h1 className="text-[2rem] leading-tight">Set up a second factor</h1>
      <p className="mt-2 text-soft">
        This platform demands one of its administrators and operators, so that a password alone lets nobody
        in. You can do nothing else before.
      </p>
      <div className="mt-6 space-y-3">
        <Button
          look="primary"
          className="w-full"
          icon={<Smartphone size={16} aria-hidden />}
          onClick={() => setOpen('app')}
        >
          Set up an app for codes
        </Button>
        <Button
          className="w-full"
          icon={<KeyRound size={16} aria-hidden />}
          onClick={() => setOpen('passkey')}
        >
          Add a passkey
        </Button>
      </div>
      {open === 'app' && <EnrolDialog hasPassword={hasPassword} onEnrolled={setCodes} onClose={close} />}
      {open === 'passkey' && <AddPasskeyDialog hasPassword={hasPassword} onDone={onDone} onClose={close} />}
      {codes !== undefined && <RecoveryCodesDialog codes={codes} onClose={onDone} />}
    </>
  )
}

function UsePasskey({ onDone }: { onDone: () => void }) {
  const use = useMutation({ mutationFn: signInWithPasskey, onSuccess: onDone })
  return (
    <>
      <h1 className="text-[2rem] leading-tight">One more step</h1>
      <p className="mt-2 text-soft">
        This platform demands a second factor of its administrators and operators. Use your passkey.
      </p>
      <div className="mt-6 space-y-4">
        <Button
          look="primary"
          className="w-full"
          icon={<KeyRound size={16} aria-hidden />}
          busy={use.isPending}
          onClick={() => use.mutate()}
        >
          Use a passkey
        </Button>
        <FailureNote error={passkeyProblem(use.error)} />
        <p className="text-soft text-sm">
          If it is lost, another administrator removes it, and you set up a new one.
        </p>
      </div>
    </>
  )
}

function SignInAnew() {
  return (
    <>
      <h1 className="text-[2rem] leading-tight">Sign in anew</h1>
      <p className="mt-2 text-soft">You have an app for codes, and came in before it was asked for one.</p>
    </>
  )
}
