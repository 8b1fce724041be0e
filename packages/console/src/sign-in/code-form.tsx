import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { signInWithCode } from './session.ts'

/** The second step, for those who have set up an app. */
export function CodeForm({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const [code, setCode] = useState('')
  const enter = useMutation({ mutationFn: () => signInWithCode(code), onSuccess: onDone })
  return (
    <>
      <h1 className="text-[2rem] leading-tight">One more step</h1>
      <p className="mt-2 text-soft">
        Type the code that your app shows. Without your telephone, one of your recovery codes does.
      </p>
      <form
        className="mt-6 space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!enter.isPending) enter.mutate()
        }}
      >
        <TextField
          label="Code"
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          required
          maxLength={40}
          autoFocus
        />
        <FailureNote error={enter.error} />
        <Button type="submit" look="primary" busy={enter.isPending} className="w-full">
          Sign in
        </Button>
        <Button look="quiet" className="w-full" onClick={onBack}>
          Begin again
        </Button>
      </form>
    </>
  )
}
