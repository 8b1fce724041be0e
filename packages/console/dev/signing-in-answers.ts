import { AipressError } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import type { Session } from '@aipress/contract/signing-in.ts'
import type { Answer } from './answers.ts'
import { ago, type World } from './world.ts'

export function makeSession(more: Partial<Session> = {}): Session {
  return {
    sessionId: newId('request').replace('_', ''),
    device: 'Chrome on Linux',
    address: '192.0.2.7',
    method: 'password',
    createdAt: ago(60),
    lastUsedAt: ago(1),
    expiresAt: ago(-13 * 24 * 60),
    current: false,
    ...more,
  }
}

export const SIGNING_IN_ANSWERS: Record<string, Answer> = {
  'sessions.list': (_, { world }) => ({ items: world.sessions }),
  'sessions.revoke': ({ session }, { world }) => {
    world.sessions = world.sessions.filter(({ sessionId }) => sessionId !== session)
    return { revoked: session }
  },
  'sessions.revoke-others': (_, { world }) => {
    const kept = world.sessions.filter(({ current }) => current)
    const revoked = world.sessions.length - kept.length
    world.sessions = kept
    return { revoked }
  },
  'sign-in-rules.show': (_, { world }) => world.signInRules,
  'sign-in-rules.change': ({ secondFactor }, { world }) => {
    world.signInRules = {
      ...world.signInRules,
      secondFactor,
      changedAt: ago(0),
      changedBy: 'anna@example.com',
    }
    return world.signInRules
  },
  'people.remove-second-factor': ({ person }, { world }) => ({ removed: findPerson(world, person).email }),
  'people.reset-password': ({ person: ref }, { world }) => ({
    person: findPerson(world, ref),
    url: `http://${world.domain}/reset-password?token=${newId('request')}`,
    expiresAt: ago(-60),
  }),
}

function findPerson({ people }: World, ref: string) {
  const person = people.find(({ personId, email }) => personId === ref || email === ref)
  if (person !== undefined) return person
  throw new AipressError('person_not_found', `There is no person "${ref}".`)
}
