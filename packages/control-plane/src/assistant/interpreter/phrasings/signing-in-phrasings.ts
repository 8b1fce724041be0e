import type { Phrasing } from './phrasing.ts'

export const SIGNING_IN_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'sessions.list',
    say: [
      'sessions',
      'my sessions',
      'show my sessions',
      'show all my sessions',
      'which sessions do I have',
      'on which devices am I signed in',
      'show my devices',
    ],
  },
  {
    action: 'sessions.revoke',
    say: ['revoke session {session}', 'end the session {session}', 'sign out the session {session}'],
  },
  {
    action: 'sessions.revoke-others',
    say: [
      'revoke all my other sessions',
      'end my other sessions',
      'sign out everywhere else',
      'sign me out on all other devices',
      'log me out everywhere else',
    ],
  },
  {
    action: 'people.reset-password',
    say: [
      'reset the password for {person}',
      'make a new password for {person}',
      'make a link to reset the password of {person}',
      '{person} forgot the password',
      '{person} lost the password',
      '{person} has lost the password',
      'reset a password',
    ],
  },
  {
    action: 'people.remove-second-factor',
    say: [
      'remove the second factor from {person}',
      'remove the two-factor sign-in of {person}',
      'reset the second factor of {person}',
      'take away the second factor of {person}',
    ],
  },
  {
    action: 'sign-in-rules.show',
    say: [
      'sign-in rules',
      'what are the sign-in rules',
      'must administrators have a second factor',
      'who has no second factor',
      'is two-factor sign-in required',
    ],
  },
  {
    action: 'sign-in-rules.change',
    fixed: { secondFactor: 'required' },
    say: [
      'require a second factor',
      'require a second factor of administrators',
      'require a second factor for all administrators',
      'require two-factor sign-in',
      'demand a second factor of administrators',
      'administrators must have a second factor',
      'make two-factor sign-in mandatory for administrators',
    ],
  },
  {
    action: 'sign-in-rules.change',
    fixed: { secondFactor: 'optional' },
    say: [
      'no longer require a second factor',
      'stop requiring a second factor',
      'stop requiring a second factor of administrators',
      'do not require a second factor any more',
      'administrators need no second factor any more',
    ],
  },
]
