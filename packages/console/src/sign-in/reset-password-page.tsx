import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Failure, FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { FrontPage } from './front-page.tsx'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, passwordHint } from './password-rule.ts'
import { fetchReset, setNewPassword } from './session.ts'

const route = getRouteApi('/reset-password')

/** Where the link of the mail leads, or one that an administrator made. */
export function ResetPasswordPage() {
  useDocumentTitle('New password')
  const { token } = route.useSearch()
  const { data: reset, error } = useQuery({
    queryKey: ['reset', token],
    queryFn: ({ signal }) => fetchReset(token, signal),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <FrontPage>
      {reset !== undefined ? (
        <NewPasswordForm token={token} email={reset.email} />
      ) : error === null ? (
        <Skeleton className="h-60" />
      ) : (
        <>
          <Failure error={error} />
          <p className="mt-5 text-center text-soft text-sm">
            <Link to="/forgot-password" className="link">
              Ask for a new link
            </Link>
          </p>
        </>
      )}
    </FrontPage>
  )
}

function NewPasswordForm({ token, email }: { token: string; email: string }) {
  const [password, setPassword] = useState('')
  const set = useMutation({ mutationFn: () => setNewPassword(token, password) })
  const short = password !== '' && password.length < PASSWORD_LENGTH_MIN
  if (set.isSuccess) {
    return (
      <>
        <h1 className="text-[2rem] leading-tight">Your password is changed</h1>
        <p className="mt-3 text-soft" role="status">
          You are signed out everywhere.{' '}
          <Link to="/sign-in" className="link">
            Sign in with the new password
          </Link>
        </p>
      </>
    )
  }
  return (
    <>
      <h1 className="text-[2rem] leading-tight">Choose a new password</h1>
      <form
        className="mt-6 space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!set.isPending && !short) set.mutate()
        }}
      >
        <TextField label="E-mail address" type="email" autoComplete="username" value={email} readOnly />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          hint={passwordHint}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          required
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={PASSWORD_LENGTH_MAX}
          autoFocus
        />
        <FailureNote error={set.error} />
        <Button
          type="submit"
          look="primary"
          busy={set.isPending}
          disabledReason={short ? `The password has fewer than ${PASSWORD_LENGTH_MIN} characters` : undefined}
          className="w-full"
        >
          Set the password
        </Button>
      </form>
    </>
  )
}
