import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { FrontPage } from './front-page.tsx'
import { signIn } from './session.ts'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  useDocumentTitle('Sign in')
  const router = useRouter()
  const { next } = route.useSearch()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const submit = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await signIn(email.trim(), password)
      router.history.push(next ?? '/')
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <FrontPage>
      <h1 className="text-[2rem] leading-tight">Sign in</h1>
      <form
        className="mt-6 space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) void submit()
        }}
      >
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
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          required
        />
        <FailureNote error={error} />
        <Button type="submit" look="primary" busy={busy} className="w-full">
          Sign in
        </Button>
      </form>
      <p className="mt-6 text-soft text-sm">
        No account yet? An administrator of this platform can invite you. The first one gets a link from{' '}
        <code className="whitespace-nowrap font-mono text-[0.9em]">npm run up</code>.
      </p>
    </FrontPage>
  )
}
