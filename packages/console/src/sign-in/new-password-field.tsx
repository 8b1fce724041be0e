import { TextField } from '../ui/field.tsx'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, passwordHint } from './password-rule.ts'

interface NewPasswordFieldProps {
  label?: string
  value: string
  autoFocus?: boolean
  onChange: (password: string) => void
}

export function NewPasswordField({
  label = 'New password',
  value,
  autoFocus = false,
  onChange,
}: NewPasswordFieldProps) {
  return (
    <TextField
      label={label}
      type="password"
      autoComplete="new-password"
      hint={passwordHint}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      required
      minLength={PASSWORD_LENGTH_MIN}
      maxLength={PASSWORD_LENGTH_MAX}
      autoFocus={autoFocus}
    />
  )
}

/** Nothing is wrong with a field in which nobody has typed. */
export const reasonNotNew = (password: string): string | undefined =>
  password !== '' && password.length < PASSWORD_LENGTH_MIN
    ? `The password has fewer than ${PASSWORD_LENGTH_MIN} characters`
    : undefined
