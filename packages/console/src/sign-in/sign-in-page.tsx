import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { ProblemNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { CodeForm } from './code-form.tsx'
import { FrontForm } from './front-form.tsx'
import { FrontPage } from './front-page.tsx'
import { OtherWays } from './other-ways.tsx'
import { providerProblem } from './provider-problem.ts'
import { signIn } from './session.ts'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  useDocumentTitle('Sign in')
  const router = useRouter()
  const { next = '/', step, problem } = route.useSearch()
  const [asksForCode, setAsksForCode] = useState(step === 'code')
  const done = () => router.history.push(next)
  return (
    <FrontPage>
      {asksForCode ? (
        <CodeForm onDone={done} onBack={() => setAsksForCode(false)} />
      ) : (
        <>
          <h1 className="text-[2rem] leading-tight">Sign in</h1>
          {problem !== undefined && <ProblemNote problem={providerProblem(problem)} className="mt-5" />}
          <PasswordForm onDone={done} onCodeNeeded={() => setAsksForCode(true)} />
          <OtherWays next={next} onDone={done} />
          <Words />
        </>
      )}
    </FrontPage>
  )
}

function PasswordForm({ onDone, onCodeNeeded }: { onDone: () => void; onCodeNeeded: () => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: (next) => (next === 'code' ? onCodeNeeded() : onDone()),
  })
  return (
    <FrontForm submitLabel="Sign in" busy={enter.isPending} error={enter.error} onSubmit={enter.mutate}>
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
    </FrontForm>
  )
}

function Words() {
  return (
    <>
      <p className="mt-5 text-sm">
        <Link to="/forgot-password" className="link">
          Forgot password?
        </Link>
      </p>
      <p className="mt-6 text-soft text-sm">
        No account yet? An administrator of this platform can invite you. The first one gets a link from{' '}
        <code className="whitespace-nowrap font-mono text-[0.9em]">npm run up</code>.
      </p>
    </>
  )
}
