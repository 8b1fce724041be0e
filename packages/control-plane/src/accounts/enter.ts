import type { Person } from '@aipress/contract'
import type { Challenges } from './challenges.ts'
import { type SecondFactorDeps, secondFactorOf } from './second-factor.ts'
import type { SignInTools } from './sign-in-tools.ts'

export interface Entered {
  /** `code`: a code of the person's second factor is asked for now. */
  next: 'in' | 'code'
  headers: Headers
}

export type FirstFactor = 'password' | 'provider'

/** What the second step has to go on with. */
export interface FirstStep {
  method: FirstFactor
}

/** After somebody has shown by one factor who they are: they are in, unless they have a second one. */
export type Enter = (person: Person, method: FirstFactor, request: Request) => Promise<Entered>

export function createEnter({
  database,
  tools,
  challenges,
}: Pick<SecondFactorDeps, 'database'> & { tools: SignInTools; challenges: Challenges }): Enter {
  return async ({ personId }, method, request) => {
    if ((await secondFactorOf(database, personId)) === undefined) {
      return { next: 'in', headers: await tools.startSession(personId, method, request) }
    }
    const data: FirstStep = { method }
    return { next: 'code', headers: await challenges.begin('second-factor', { personId, data }) }
  }
}
