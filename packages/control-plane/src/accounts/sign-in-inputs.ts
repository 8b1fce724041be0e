import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './auth.ts'

/** What may be sent to the routes of signing in. Nothing is hashed or looked up that is longer than this. */
export const Email = z
  .string('An e-mail address is needed.')
  .trim()
  .toLowerCase()
  .pipe(z.email('An e-mail address looks like anna@example.com.').max(254))
export const NewPassword = z
  .string('A password is needed.')
  .min(PASSWORD_LENGTH_MIN, `A password has at least ${PASSWORD_LENGTH_MIN} characters.`)
  .max(PASSWORD_LENGTH_MAX, `A password has at most ${PASSWORD_LENGTH_MAX} characters.`)
export const GivenPassword = z.string('A password is needed.').max(1_000)
export const LinkToken = z.string('The link is not complete.').max(200)

/** Refuses in a sentence, as nobody is signed in who could look into a log. */
export function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const message = issue?.message.endsWith('.') ? issue.message : `"${issue?.path.join('.')}" is not valid.`
  throw new AipressError('invalid_input', message)
}
