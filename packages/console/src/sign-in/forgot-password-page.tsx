import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { TextField } from '../ui/field.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { FrontForm } from './front-form.tsx'
import { FrontPage } from './front-page.tsx'
import { askForReset } from './session.ts'

export function ForgotPasswordPage() {
  useDocumentTitle('Forgot password')
  const [email, setEmail] = useState('')
  const ask = useMutation({ mutationFn: () => askForReset(email.trim()) })
  return (
    <FrontPage>
      <h1 className="text-[2rem] leading-tight">
        {ask.isSuccess ? 'Look into your mail' : 'Forgot password?'}
      </h1>
      {ask.isSuccess ? (
        <p className="mt-3 text-soft" role="status">
          If {email.trim()} can sign in here, a link to choose a new password is on its way. It works once and
          for an hour. Without mail on this platform, an administrator finds it on the Mail page or makes you
          a link.
        </p>
      ) : (
        <>
          <p className="mt-2 text-soft">You get a link with which you choose a new one.</p>
          <FrontForm submitLabel="Send the link" busy={ask.isPending} error={ask.error} onSubmit={ask.mutate}>
            <TextField
              label="E-mail address"
              type="email"
              name="email"
              autoComplete="username"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              required
              autoFocus
            />
          </FrontForm>
        </>
      )}
      <p className="mt-6 text-soft text-sm">
        <Link to="/sign-in" className="link">
          Back to signing in
        </Link>
      </p>
    </FrontPage>
  )
}
