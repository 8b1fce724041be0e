import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { NewPasswordField } from '../sign-in/new-password-field.tsx'
import { PASSWORD_LENGTH_MIN } from '../sign-in/password-rule.ts'
import { changePassword } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Card, Section } from '../ui/card.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'

export function PasswordSection({ email }: { email: string }) {
  return (
    <Section title="Password" description="Changing it signs you out everywhere else.">
      <Card className="p-5">
        <PasswordForm email={email} />
      </Card>
    </Section>
  )
}

function PasswordForm({ email }: { email: string }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      setCurrent('')
      setNext('')
      toast.good('Your password is changed', 'Everywhere else you are signed out.')
    },
  })
  const reason = reasonNot(current, next)
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!change.isPending && reason === undefined) change.mutate()
      }}
    >
      {/* By it the browser knows whose password it keeps. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden aria-label="E-mail address" />
      <TextField
        label="Current password"
        type="password"
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
        required
      />
      <NewPasswordField value={next} onChange={setNext} />
      <FailureNote error={change.error} />
      <Button type="submit" look="primary" busy={change.isPending} disabledReason={reason}>
        Change password
      </Button>
    </form>
  )
}

function reasonNot(current: string, next: string): string | undefined {
  if (current === '') return 'Type your current password first'
  if (next.length < PASSWORD_LENGTH_MIN)
    return `The new password needs at least ${PASSWORD_LENGTH_MIN} characters`
  return next === current ? 'The new password is the same as the current one' : undefined
}
