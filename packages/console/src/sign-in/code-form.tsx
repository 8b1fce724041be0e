import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FrontForm } from './front-form.tsx'
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
      <FrontForm submitLabel="Sign in" busy={enter.isPending} error={enter.error} onSubmit={enter.mutate}>
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
      </FrontForm>
      <Button look="quiet" className="mt-4 w-full" onClick={onBack}>
        Begin again
      </Button>
    </>
  )
}
