import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { TextField } from '../ui/field.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { FrontForm } from './front-form.tsx'
import { LinkPage } from './link-page.tsx'
import { NewPasswordField, reasonNotNew } from './new-password-field.tsx'
import { fetchReset, setNewPassword } from './session.ts'

const route = getRouteApi('/reset-password')

/** Where the link of the mail leads, or one that an administrator made. */
export function ResetPasswordPage() {
  useDocumentTitle('New password')
  const { token } = route.useSearch()
  return (
    <LinkPage
      kind="reset"
      token={token}
      find={fetchReset}
      otherwise={
        <Link to="/forgot-password" className="link">
          Ask for a new link
        </Link>
      }
    >
      {({ email }) => <NewPasswordForm token={token} email={email} />}
    </LinkPage>
  )
}

function NewPasswordForm({ token, email }: { token: string; email: string }) {
  const [password, setPassword] = useState('')
  const [endSessions, setEndSessions] = useState(true)
  const set = useMutation({ mutationFn: () => setNewPassword({ token, password, endSessions }) })
  if (set.isSuccess) return <Changed endedSessions={endSessions} />
  return (
    <>
      <h1 className="text-[2rem] leading-tight">Choose a new password</h1>
      <FrontForm
        submitLabel="Set the password"
        busy={set.isPending}
        error={set.error}
        disabledReason={reasonNotNew(password)}
        onSubmit={set.mutate}
      >
        <TextField label="E-mail address" type="email" autoComplete="username" value={email} readOnly />
        <NewPasswordField value={password} onChange={setPassword} autoFocus />
        <EndSessions checked={endSessions} onChange={setEndSessions} />
      </FrontForm>
    </>
  )
}

function EndSessions({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId()
  return (
    <div className="flex gap-2.5 text-sm">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={`${id}-hint`}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <div>
        <label htmlFor={id} className="cursor-pointer">
          Sign me out everywhere
        </label>
        <p id={`${id}-hint`} className="text-soft">
          Leave it so if somebody else may know the old password. API tokens and connected programs go on
          working either way.
        </p>
      </div>
    </div>
  )
}

function Changed({ endedSessions }: { endedSessions: boolean }) {
  return (
    <>
      <h1 className="text-[2rem] leading-tight">Your password is changed</h1>
      <p className="mt-3 text-soft" role="status">
        {endedSessions
          ? 'You are signed out everywhere.'
          : 'Where you were signed in already, you still are.'}{' '}
        <Link to="/sign-in" className="link">
          Sign in with the new password
        </Link>
      </p>
      <p className="mt-3 text-soft">
        Your API tokens and connected programs go on working: they do not use the password. Whoever knew the
        old one may have made some.{' '}
        <Link to="/sign-in" search={{ next: '/tokens' }} className="link">
          Look at them and end what you do not know
        </Link>
      </p>
    </>
  )
}
