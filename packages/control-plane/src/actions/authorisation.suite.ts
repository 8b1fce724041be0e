import {
  AipressError,
  type AnyAction,
  exampleInput,
  PERMISSION_SUBJECTS,
  ROLE_PERMISSIONS,
  type Role,
} from '@aipress/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Who asks: `otherOwner` owns nothing of what is asked for; `readOnly` is an administrator's read-only token. */
export type Asker = 'administrator' | 'readOnly' | 'otherOwner'

const ROLE_OF: Record<Asker, Role> = {
  administrator: 'administrator',
  readOnly: 'administrator',
  otherOwner: 'owner',
}

export interface AuthorisationSubject {
  call(action: AnyAction, input: Record<string, unknown>, as: Asker): Promise<unknown>
  /**
   * Things of an owner who is not `otherOwner`, by the input that names them: `{ site: ['my-site',
   * 'my-site.localhost', 'site_…'], operation: ['op_…'] }`. Each spelling is tried.
   */
  foreign: Record<string, readonly string[]>
  /** Must not appear in anything that `otherOwner` is told: ids, titles, addresses of the foreign things. */
  hidden: readonly string[]
  close?(): PromiseLike<void>
}

/**
 * Every action with every role and with another account's things, generated from the contract: an
 * action that is added is tested without anyone remembering to.
 */
export function describeAuthorisation(
  name: string,
  actions: readonly AnyAction[],
  open: () => Promise<AuthorisationSubject>,
) {
  describe(`who may do what: ${name}`, () => {
    let subject: AuthorisationSubject
    beforeAll(async () => {
      subject = await open()
    }, 120_000)
    afterAll(() => subject?.close?.())

    const outcome = async (action: AnyAction, input: Record<string, unknown>, as: Asker) => {
      try {
        return { code: 'ok', answer: await subject.call(action, input, as) }
      } catch (error) {
        if (!(error instanceof AipressError)) throw error
        return { code: error.code, answer: error.toBody() }
      }
    }

    for (const asker of Object.keys(ROLE_OF) as Asker[]) {
      const refused = actions.filter((action) => !isAllowed(action, asker))
      test.each(refused.map((action) => [action.name, action] as const))(
        `${asker} may not: %s`,
        async (_name, action) => {
          const { code } = await outcome(action, exampleInput(action), asker)
          expect(code).toBe('not_permitted')
        },
      )
    }

    const reads = actions.filter((action) => action.effect === 'reads')
    test.each(reads.map((action) => [action.name, action] as const))(
      'a read-only token may: %s',
      async (_name, action) => {
        const { code } = await outcome(action, exampleInput(action), 'readOnly')
        expect(code).not.toBe('not_permitted')
      },
    )

    const permitted = actions.filter((action) => isAllowed(action, 'otherOwner'))
    test.each(permitted.map((action) => [action.name, action] as const))(
      'an owner learns nothing of another account’s things and changes none: %s',
      async (_name, action) => {
        for (const input of foreignInputs(action, subject.foreign)) {
          const { code, answer } = await outcome(action, input, 'otherOwner')
          expect(code, JSON.stringify(input)).toMatch(/_not_found$|^not_permitted$/)
          expectNothingHidden(answer, input)
        }
        if (isOfCallerAlone(action, Object.keys(subject.foreign))) {
          expectNothingHidden((await outcome(action, withoutNames(action), 'otherOwner')).answer, {})
        }
      },
    )

    const withoutNames = (action: AnyAction) => {
      const named = namesOf(action, Object.keys(subject.foreign))
      return Object.fromEntries(
        Object.entries(exampleInput(action)).filter(([name]) => !named.includes(name)),
      )
    }

    /** What the caller said themselves may be said back. */
    function expectNothingHidden(answer: unknown, input: Record<string, unknown>) {
      const told = JSON.stringify(answer)
      const said = JSON.stringify(input)
      for (const word of subject.hidden) if (!said.includes(word)) expect(told).not.toContain(word)
    }
  })
}

function isAllowed(action: AnyAction, asker: Asker): boolean {
  if (asker === 'readOnly' && action.effect !== 'reads') return false
  return ROLE_PERMISSIONS[ROLE_OF[asker]].includes(action.permission)
}

const namesOf = (action: AnyAction, foreign: readonly string[]) =>
  foreign.filter((name) => name in action.input.shape)

/** Lists, what is made for the caller, and their own affairs: they take nobody's name and must answer with the caller's own. */
const isOfCallerAlone = (action: AnyAction, foreign: readonly string[]) =>
  action.effect === 'reads'
    ? !Object.keys(action.input.shape).some((name) => foreign.includes(name) && !isOptional(action, name))
    : namesOf(action, foreign).length === 0 &&
      (action.effect === 'creates' || PERMISSION_SUBJECTS[action.permission] === 'self')

const isOptional = (action: AnyAction, name: string) => action.input.shape[name].safeParse(undefined).success

/** Actions that owners may do and for which the suite has nothing to try. Kept as a list that is to stay empty. */
export function untestedActions(actions: readonly AnyAction[], foreign: readonly string[]): string[] {
  return actions
    .filter((action) => isAllowed(action, 'otherOwner'))
    .filter((action) => namesOf(action, foreign).length === 0 && !isOfCallerAlone(action, foreign))
    .map((action) => action.name)
}

/** The action's example with one foreign thing put in, for each way to name it. */
function foreignInputs(action: AnyAction, foreign: AuthorisationSubject['foreign']) {
  return namesOf(action, Object.keys(foreign)).flatMap((name) =>
    (foreign[name] ?? []).map((thing) => ({ ...exampleInput(action), [name]: thing })),
  )
}
