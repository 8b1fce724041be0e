import { isOfPlatform } from '@aipress/contract/roles.ts'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { ROLE_LABELS } from '../people/role-labels.ts'
import { TextField } from '../ui/field.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { FrontForm } from './front-form.tsx'
import { LinkPage } from './link-page.tsx'
import { NewPasswordField, reasonNotNew } from './new-password-field.tsx'
import { acceptInvitation, fetchInvitation, type Invitation } from './session.ts'

const route = getRouteApi('/welcome')

/** Where invitations and the first administrator's one-time link lead. */
export function WelcomePage() {
  useDocumentTitle('Welcome')
  const { token } = route.useSearch()
  return (
    <LinkPage
      kind="invitation"
      token={token}
      find={fetchInvitation}
      otherwise={
        <>
          Links work once.{' '}
          <Link to="/sign-in" className="link">
            Sign in
          </Link>{' '}
          if you have used yours.
        </>
      }
    >
      {(invitation) => <WelcomeForm token={token} invitation={invitation} />}
    </LinkPage>
  )
}

function WelcomeForm({ token, invitation }: { token: string; invitation: Invitation }) {
  const router = useRouter()
  const [name, setName] = useState('')
  const [email, setEmail] = useState(invitation.email ?? '')
  const [password, setPassword] = useState('')
  const accept = useMutation({
    mutationFn: () => {
      const given = name.trim()
      return acceptInvitation({
        token,
        email: email.trim(),
        password,
        ...(given === '' ? {} : { name: given }),
      })
    },
    onSuccess: () => router.history.push('/'),
  })
  return (
    <>
      <h1 className="text-[2rem] leading-tight">Welcome</h1>
      <p className="mt-2 text-soft">{whatOneIs(invitation)} Choose a password and you are in.</p>
      <FrontForm
        submitLabel="Begin"
        busy={accept.isPending}
        error={accept.error}
        disabledReason={reasonNotNew(password)}
        onSubmit={accept.mutate}
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
        <NewPasswordField label="Password" value={password} onChange={setPassword} />
      </FrontForm>
    </>
  )
}

function whatOneIs({ role, accountName }: Invitation): string {
  if (isOfPlatform(role))
    return `You will be ${role === 'operator' ? 'an operator' : 'an administrator'} of this platform.`
  return role === 'guest'
    ? 'A site was shared with you.'
    : `Your role in ${accountName} will be ${ROLE_LABELS[role].toLowerCase()}.`
}
