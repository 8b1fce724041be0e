import type { Problem } from '../ui/failure.tsx'

const PROBLEMS: Record<string, Omit<Problem, 'code'>> = {
  not_invited: {
    message: 'Nobody has invited you to this platform with the address that you signed in with.',
    hint: 'Ask an administrator for an invitation to exactly that address; it must be confirmed there.',
  },
  sign_in_expired: {
    message: 'This sign-in took too long, or was begun in another browser.',
    hint: 'Begin again.',
  },
  rate_limited: { message: 'Too many tries to sign in.', hint: 'Try again in a minute.' },
}

/** Why one came back from another provider without being signed in: the address tells no more than a code. */
export function providerProblem(code: string): Problem {
  const known = PROBLEMS[code]
  return {
    code,
    ...(known ?? {
      message: 'Signing in through the other provider failed.',
      hint: 'Try again; if it stays so, an administrator finds the reason in the log.',
    }),
  }
}
