import { z } from 'zod'
import { Person } from './accounts.ts'
import { defineAction } from './action.ts'
import { Timestamp } from './page.ts'

/** How somebody has shown who they are. All but `password` alone and `provider` count as more than one factor. */
export const SignInMethod = z.enum([
  'password',
  'password-and-code',
  'passkey',
  'provider',
  'provider-and-code',
])
export type SignInMethod = z.infer<typeof SignInMethod>

/** A browser in which somebody is signed in. */
export const Session = z.object({
  sessionId: z.string(),
  /** "Firefox on Windows", as far as the browser tells. */
  device: z.string(),
  /** From where it was begun; empty where that is not known. */
  address: z.string(),
  method: SignInMethod,
  createdAt: Timestamp,
  /** To the minute. */
  lastUsedAt: Timestamp,
  expiresAt: Timestamp,
  /** The one by which this was asked. */
  current: z.boolean(),
})
export type Session = z.infer<typeof Session>

export const listSessions = defineAction({
  name: 'sessions.list',
  summary: 'List the browsers in which you are signed in',
  description: 'The 100 used last.',
  input: z.object({}),
  output: z.object({ items: z.array(Session) }),
  errors: [],
  effect: 'reads',
  // Where somebody is, and by what, is for them alone: not for who acts as them, nor for limited programs of theirs.
  permission: 'self:change',
  http: 'GET /v1/sessions',
  cli: 'session list',
  cliExample: 'aipress session list',
  examples: ['list my sessions', 'where am I signed in', 'in which browsers am I signed in'],
})

export const revokeSession = defineAction({
  name: 'sessions.revoke',
  summary: 'Sign out one of your browsers',
  input: z.object({ session: z.string().max(60).describe('Id of the session, from the list') }),
  output: z.object({ revoked: z.string() }),
  errors: ['session_not_found'],
  effect: 'changes',
  permission: 'self:change',
  http: 'DELETE /v1/sessions/{session}',
  cli: 'session revoke <session>',
  cliExample: 'aipress session revoke V1StGXR8Z5jdHi6BmyT0',
  examples: ['revoke the session {session}', 'end my session {session}'],
})

export const revokeOtherSessions = defineAction({
  name: 'sessions.revoke-others',
  summary: 'Sign out all your browsers but this one',
  input: z.object({}),
  output: z.object({ revoked: z.number().int() }),
  errors: [],
  effect: 'changes',
  permission: 'self:change',
  http: 'POST /v1/sessions/revoke-others',
  cli: 'session revoke-others',
  cliExample: 'aipress session revoke-others',
  examples: ['revoke my other sessions', 'sign me out everywhere else', 'end all my other sessions'],
})

export const resetPassword = defineAction({
  name: 'people.reset-password',
  summary: 'Make a one-time link with which a person sets a new password',
  description:
    'The link works once and for an hour; using it signs them out everywhere, unless they decline that. A new link voids the one before. Until then nothing changes.',
  input: z.object({ person: z.string().max(254).describe('E-mail address or id') }),
  output: z.object({ person: Person, url: z.string(), expiresAt: Timestamp }),
  errors: ['person_not_found', 'person_not_active'],
  effect: 'changes',
  permission: 'accounts:change',
  http: 'POST /v1/people/{person}/reset-password',
  cli: 'person reset-password <person>',
  cliExample: 'aipress person reset-password anna@example.com',
  examples: ['reset the password of {person}', '{person} has forgotten the password'],
})

export const removeSecondFactor = defineAction({
  name: 'people.remove-second-factor',
  summary: 'Remove the second factor of a person who has lost it',
  description:
    'Takes away their app, recovery codes and passkeys and signs them out everywhere; they sign in with the password alone and can set up new ones. Your own you remove on the page of your account.',
  input: z.object({ person: z.string().max(254).describe('E-mail address or id') }),
  output: z.object({ removed: z.string() }),
  errors: ['person_not_found', 'second_factor_conflict'],
  effect: 'destroys',
  permission: 'accounts:change',
  http: 'DELETE /v1/people/{person}/second-factor',
  cli: 'person remove-second-factor <person>',
  cliExample: 'aipress person remove-second-factor anna@example.com --yes',
  examples: ['remove the second factor of {person}', '{person} has lost the second factor'],
  confirm: 'person',
})

export const signingInActions = [
  listSessions,
  revokeSession,
  revokeOtherSessions,
  resetPassword,
  removeSecondFactor,
]
