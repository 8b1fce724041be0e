import type { Utterance } from './utterances.ts'

const call = (say: string, action: string, input: Record<string, unknown> = {}): Utterance => ({
  say,
  expect: { call: action, input },
})
const nothing = (say: string): Utterance => ({ say, expect: { nothing: true } })

/** Members, their roles, and what is shared with whom. */
export const MEMBER_UTTERANCES: readonly Utterance[] = [
  call('make anna@example.com a viewer', 'people.role', { person: 'anna@example.com', role: 'viewer' }),
  call('please make ben@example.com an owner', 'people.role', { person: 'ben@example.com', role: 'owner' }),
  call('make max@example.com an admin', 'people.role', { person: 'max@example.com', role: 'administrator' }),
  call('change the role of anna@example.com to developer', 'people.role', {
    person: 'anna@example.com',
    role: 'developer',
  }),
  call('demote ben@example.com to viewer', 'people.role', { person: 'ben@example.com', role: 'viewer' }),
  call('invite carl@example.com as developer to Blue Agency', 'people.invite', {
    email: 'carl@example.com',
    role: 'developer',
    account: 'Blue Agency',
  }),
  call('who has access to jazz?', 'access.list', { site: 'jazz' }),
  call('who can work on jazz', 'access.list', { site: 'jazz' }),
  call('whom is jazz shared with?', 'access.list', { site: 'jazz' }),
  call('share jazz with ben@example.com', 'access.give', { site: 'jazz', email: 'ben@example.com' }),
  call('give ben@example.com access to jazz as viewer', 'access.give', {
    site: 'jazz',
    email: 'ben@example.com',
    role: 'viewer',
  }),
  call('make ben@example.com a developer of jazz', 'access.give', {
    site: 'jazz',
    email: 'ben@example.com',
    role: 'developer',
  }),
  call('stop sharing jazz with ben@example.com', 'access.revoke', {
    site: 'jazz',
    person: 'ben@example.com',
  }),
  call('what may a developer do?', 'roles.list', { role: 'developer' }),
  call('what can an operator do', 'roles.list', { role: 'operator' }),
  call('which roles are there?', 'roles.list'),
  call('act as anna@example.com', 'people.impersonate', { person: 'anna@example.com' }),
  call('stop impersonating', 'people.stop-impersonating'),
  nothing('do not make anna@example.com an owner'),
  nothing('how do I make somebody an owner?'),
  nothing('should I share jazz with ben@example.com?'),
]
