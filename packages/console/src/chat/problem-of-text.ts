import type { ErrorBody } from '@aipress/contract/errors.ts'
import type { Problem } from '../ui/failure.tsx'

/** What the AI SDK says where the server said nothing fit for people. */
const MASKED = 'An error occurred.'

/** A stream can carry failures as text only: words for people, or the JSON of an error. */
export function problemOfText(text: string | undefined): Problem {
  try {
    const parsed = JSON.parse(text ?? '') as { error?: ErrorBody } & Partial<ErrorBody>
    const body = parsed.error ?? parsed
    if (typeof body.code === 'string' && typeof body.message === 'string') {
      return { code: body.code, message: body.message, hint: body.hint }
    }
  } catch {
    // Plain text then.
  }
  const usable = text !== undefined && text.length <= 500 && text !== '' && text !== MASKED
  if (usable) return { message: text }
  return {
    message: 'The answer broke off.',
    hint: 'What was begun goes on; look under Operations. You can ask again.',
  }
}
