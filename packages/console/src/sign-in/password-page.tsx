import { AipressError } from '@aipress/contract/errors.ts'
import { useRouter } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Card, Section } from '../ui/card.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { toast } from '../ui/toast.tsx'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, passwordHint } from './password-rule.ts'
import { changePassword, signOut, useMe } from './session.ts'

/** One's own password, and the way out. */
export function PasswordPage() {
  const router = useRouter()
  const me = useMe()
  return (
    <Page title="Password" description={me.displayName}>
      <div className="max-w-md">
        <PasswordForm email={me.person?.email ?? ''} />
        <Section title="Sign out" description="On this device; your other devices stay signed in.">
          <Button
            icon={<LogOut size={16} aria-hidden />}
            onClick={() => void signOut(() => router.navigate({ to: '/sign-in' }))}
          >
            Sign out
          </Button>
        </Section>
      </div>
    </Page>
  )
}

function PasswordForm({ email }: { email: string }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = reasonNot(current, next)
  const submit = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await changePassword(current, next)
      setCurrent('')
      setNext('')
      toast.good('Your password is changed', 'Everywhere else you are signed out.')
    } catch (problem) {
      setError(inOwnWords(problem))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card className="p-5">
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy && reason === undefined) void submit()
        }}
      >
        {/* By it the browser knows whose password it keeps. */}
        <input
          type="email"
          autoComplete="username"
          value={email}
          readOnly
          hidden
          aria-label="E-mail address"
        />
        <TextField
          label="Current password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          required
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          hint={passwordHint}
          value={next}
          onChange={(event) => setNext(event.target.value)}
          required
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={PASSWORD_LENGTH_MAX}
        />
        <FailureNote error={error} />
        <Button type="submit" look="primary" busy={busy} disabledReason={reason}>
          Change password
        </Button>
      </form>
    </Card>
  )
}

function reasonNot(current: string, next: string): string | undefined {
  if (current === '') return 'Type your current password first'
  if (next.length < PASSWORD_LENGTH_MIN)
    return `The new password needs at least ${PASSWORD_LENGTH_MIN} characters`
  return next === current ? 'The new password is the same as the current one' : undefined
}

/** The server answers as to a sign-in that failed, but who is here has signed in. */
function inOwnWords(problem: unknown): unknown {
  if (!(problem instanceof AipressError) || problem.code !== 'not_signed_in') return problem
  return new AipressError('invalid_input', 'The current password is wrong.', {
    hint: 'If it is lost, ask an administrator for a new invitation.',
  })
}
