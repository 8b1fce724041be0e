import {
  AipressError,
  isOfPlatform,
  type Person,
  Role,
  type SignInMethod,
  type SignInRules,
} from '@aipress/contract'
import type { Caller } from '../kernel/caller.ts'
import { type Connection, type Migration, sql } from '../kernel/database.ts'
import { countPasskeys } from './passkey-store.ts'
import { secondFactorOf } from './second-factor.ts'

/**
 * Whether the platform demands a second factor of its own people. What must never happen: that it keeps everybody
 * out, so who has none is led to set one up and not turned away; and that who has one gets around it by setting up
 * another with the password alone.
 */
declare module '../kernel/database.ts' {
  interface Tables {
    sign_in_rules: SignInRulesTable
  }
}

/** One row, once anything was changed. */
export interface SignInRulesTable {
  platform: 'this'
  second_factor_required: boolean
  changed_at: Date
  changed_by: string
}

export const signInRulesMigrations: Record<string, Migration> = {
  '029b_sign_in_rules': {
    async up(database) {
      await sql`create table sign_in_rules (
        platform text primary key, second_factor_required boolean not null, changed_at timestamptz not null,
        changed_by text not null)`.execute(database)
    },
  },
}

const PLATFORM_ROLES = Role.options.filter(isOfPlatform)

/** Those by which somebody has shown one thing alone. */
const ONE_FACTOR: readonly SignInMethod[] = ['password', 'provider']

export async function signInRules(connection: Connection): Promise<SignInRules> {
  const row = await connection.selectFrom('sign_in_rules').selectAll().executeTakeFirst()
  const counted = await sql<{ people: number; without: number }>`
    select count(*)::int as people, (count(*) filter (where not (
      exists (select from second_factors where second_factors.person_id = people.person_id and confirmed_at is not null)
      or exists (select from passkeys where passkeys.person_id = people.person_id))))::int as without
    from people where active and role in (${sql.join(PLATFORM_ROLES)})`.execute(connection)
  return {
    secondFactor: row?.second_factor_required ? 'required' : 'optional',
    ...(counted.rows[0] ?? { people: 0, without: 0 }),
    ...(row === undefined ? {} : { changedAt: row.changed_at.toISOString(), changedBy: row.changed_by }),
  }
}

export async function changeSignInRules(
  connection: Connection,
  { secondFactor }: Pick<SignInRules, 'secondFactor'>,
  { nowMs, by }: { nowMs: number; by: string },
): Promise<void> {
  const values = {
    second_factor_required: secondFactor === 'required',
    changed_at: new Date(nowMs),
    changed_by: by,
  }
  await connection
    .insertInto('sign_in_rules')
    .values({ platform: 'this', ...values })
    .onConflict((conflict) => conflict.column('platform').doUpdateSet(values))
    .execute()
}

export async function hasSecondFactor(connection: Connection, personId: string): Promise<boolean> {
  return (
    (await secondFactorOf(connection, personId)) !== undefined ||
    (await countPasskeys(connection, personId)) > 0
  )
}

/** A session as it must be for anything but coming in properly. */
interface Entered {
  person: Person
  method: SignInMethod
}

/** Throws `second_factor_needed` where the platform demands more than this session began with. */
export async function requireEnoughFactors(
  connection: Connection,
  { person, method }: Entered,
): Promise<void> {
  if (!ONE_FACTOR.includes(method) || !(await isDemandedOf(connection, person))) return
  throw (await hasSecondFactor(connection, person.personId)) ? useIt() : setOneUp()
}

/** Before somebody's ways to sign in change: setting up the first one is what a session by one factor is still for. */
export async function requireOwnFactor(connection: Connection, { person, method }: Entered): Promise<void> {
  if (!ONE_FACTOR.includes(method) || !(await isDemandedOf(connection, person))) return
  if (await hasSecondFactor(connection, person.personId)) throw useIt()
}

/** Before one of the ways goes; `isLast` looks at what would be left. */
export async function requireMayRemove(
  connection: Connection,
  person: Person,
  isLast: () => Promise<boolean>,
): Promise<void> {
  if (!(await isDemandedOf(connection, person)) || !(await isLast())) return
  throw new AipressError(
    'second_factor_conflict',
    'This is your last second factor, and this platform demands one.',
    {
      hint: 'Set up another one first: an app for codes or a passkey.',
    },
  )
}

/** Where two factors are demanded, what lets programs in is made by who has shown them: no token has shown any. */
export async function requireSessionForToken(
  connection: Connection,
  { personId, role, sessionId }: Pick<Caller, 'personId' | 'role' | 'sessionId'>,
): Promise<void> {
  if (sessionId !== undefined || personId === undefined || !(await isDemandedOf(connection, { role }))) return
  throw new AipressError('not_permitted', `${DEMAND}, so no token or program makes a token for them.`, {
    hint: 'Sign in to the console and make it there.',
  })
}

async function isDemandedOf(connection: Connection, { role }: Pick<Person, 'role'>): Promise<boolean> {
  if (!isOfPlatform(role)) return false
  const query = connection.selectFrom('sign_in_rules').select('second_factor_required')
  return (await query.executeTakeFirst())?.second_factor_required ?? false
}

const DEMAND = 'This platform demands a second factor of its administrators and operators'

function setOneUp(): AipressError {
  return new AipressError('second_factor_needed', `${DEMAND}, and you have none yet.`, {
    hint: 'Open the console: it leads you to set up an app for codes or a passkey. All else waits until then.',
  })
}

function useIt(): AipressError {
  return new AipressError('second_factor_needed', `${DEMAND}, and you came in without yours.`, {
    hint: 'Open the console and use your passkey, or sign in anew.',
  })
}
