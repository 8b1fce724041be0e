import { isOfPlatform } from '@aipress/contract/roles.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { ROLE_LABELS } from '../people/role-labels.ts'
import { Button } from '../ui/button.tsx'
import { Failure, FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { FrontPage } from './front-page.tsx'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, passwordHint } from './password-rule.ts'
import { acceptInvitation, fetchInvitation, type Invitation } from './session.ts'

const route = getRouteApi('/welcome')

/** Where invitations and the first administrator's one-time link lead. */
export function WelcomePage() {
  useDocumentTitle('Welcome')
  const { token } = route.useSearch()
  const { data: invitation, error } = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => fetchInvitation(token, signal),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <FrontPage>
      {invitation !== undefined ? (
        <WelcomeForm token={token} invitation={invitation} />
      ) : error === null ? (
        <Skeleton className="h-72" />
      ) : (
        <>
          <Failure error={error} />
          <p className="mt-5 text-center text-soft text-sm">
            Links work once.{' '}
            <Link to="/sign-in" className="link">
              Sign in
            </Link>{' '}
            if you have used yours.
          </p>
        </>
      )}
    </FrontPage>
  )
}

function WelcomeForm({ token, invitation }: { token: string; invitation: Invitation }) {
  const router = useRouter()
  const [name, setName] = useState('')
  const [email, setEmail] = useState(invitation.email ?? '')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const short = password !== '' && password.length < PASSWORD_LENGTH_MIN
  const submit = async () => {
    setBusy(true)
    setError(undefined)
    try {
      const given = name.trim()
      await acceptInvitation({
        token,
        email: email.trim(),
        password,
        ...(given === '' ? {} : { name: given }),
      })
      router.history.push('/')
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <>
      <h1 className="text-[2rem] leading-tight">Welcome</h1>
      <p className="mt-2 text-soft">
        {isOfPlatform(invitation.role)
          ? `You will be ${invitation.role === 'operator' ? 'an operator' : 'an administrator'} of this platform.`
          : invitation.role === 'guest'
            ? 'A site was shared with you.'
            : `You will be ${ROLE_LABELS[invitation.role].toLowerCase()} of ${invitation.accountName}.`}{' '}
        Choose a password and you are in.
      </p>
      <form
        className="mt-6 space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy && !short) void submit()
        }}
      >
        <TextField
          label="Your name"
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={80}
          autoFocus
        />
        <TextField
          label="E-mail address"
          type="email"
          autoComplete="username"
          value={email}
          readOnly={invitation.email !== undefined}
          onChange={(event) => setEmail(event.target.value)}
          required
          maxLength={254}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          hint={passwordHint}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          required
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={PASSWORD_LENGTH_MAX}
        />
        <FailureNote error={error} />
        <Button
          type="submit"
          look="primary"
          busy={busy}
          disabledReason={short ? `The password has fewer than ${PASSWORD_LENGTH_MIN} characters` : undefined}
          className="w-full"
        >
          Begin
        </Button>
      </form>
    </>
  )
}
