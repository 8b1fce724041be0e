import type { Utterance } from './utterances.ts'

const call = (say: string, action: string, input: Record<string, unknown> = {}): Utterance => ({
  say,
  expect: { call: action, input },
})

export const SIGNING_IN_UTTERANCES: readonly Utterance[] = [
  call('where am I signed in?', 'sessions.list'),
  call('please show my sessions', 'sessions.list'),
  call('on which devices am I signed in?', 'sessions.list'),
  call('revoke the session kZ81jqLw', 'sessions.revoke', { session: 'kZ81jqLw' }),
  call('sign me out everywhere else', 'sessions.revoke-others'),
  call('end all my other sessions, please', 'sessions.revoke-others'),
  call('reset the password of anna@example.com', 'people.reset-password', { person: 'anna@example.com' }),
  call('ben@example.com has forgotten the password', 'people.reset-password', { person: 'ben@example.com' }),
  call('remove the second factor of anna@example.com', 'people.remove-second-factor', {
    person: 'anna@example.com',
  }),
  call('is a second factor required?', 'sign-in-rules.show'),
  call('how many administrators have no second factor?', 'sign-in-rules.show'),
  call('please require a second factor of all administrators', 'sign-in-rules.change', {
    secondFactor: 'required',
  }),
  call('make the second factor optional', 'sign-in-rules.change', { secondFactor: 'optional' }),
  call('stop requiring a second factor for administrators', 'sign-in-rules.change', {
    secondFactor: 'optional',
  }),
]
