import { randomBytes } from 'node:crypto'
import { AipressError } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import { type Connection, type Database, sql, type Tx } from '../kernel/database.ts'
import type { Seal } from '../kernel/seal.ts'
import { hashOfSecret } from './secrets.ts'
import { base32, newTotpSecret, totpStepOf, totpUri } from './totp.ts'

/**
 * A person's authenticator app and recovery codes. The app's secret is sealed for that person alone; of a
 * recovery code only the hash is kept. A code is taken once: a step of the app's clock never twice, and a
 * recovery code is removed as it is used. Every try is counted before it is looked at, so that many at once
 * are no more than that.
 */
const RECOVERY_CODES = 10
/** 80 bits: the hash needs no salt and no slowness. */
const RECOVERY_BYTES = 10
/** After each so many failures in a row there is a wait, twice as long as the one before. */
const FAILURES_PER_WAIT = 5
const WAIT_MS_FIRST = 15 * 60_000
const WAIT_MS_MAX = 24 * 60 * 60_000
/** Long enough to find an app and install it. Whoever once knew the password must not go on with it weeks later. */
export const ENROLMENT_MS_MAX = 10 * 60_000

export interface SecondFactorDeps {
  database: Database
  clock: Clock
  seal: Seal
}

export interface SecondFactorState {
  since: string
  recoveryCodesLeft: number
}

const purposeOf = (personId: string) => `second factor of ${personId}`

export async function secondFactorOf(
  connection: Connection,
  personId: string,
): Promise<SecondFactorState | undefined> {
  const row = await connection
    .selectFrom('second_factors')
    .select(['confirmed_at'])
    .select((eb) =>
      eb
        .selectFrom('recovery_codes')
        .whereRef('recovery_codes.person_id', '=', 'second_factors.person_id')
        .select(sql<number>`count(*)::int`.as('left'))
        .as('left'),
    )
    .where('person_id', '=', personId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst()
  if (row?.confirmed_at == null) return undefined
  return { since: row.confirmed_at.toISOString(), recoveryCodesLeft: row.left ?? 0 }
}

/**
 * A secret for the app, which counts for nothing until a code of it was typed, soon. Beginning again makes another.
 */
export async function beginSecondFactor(
  { database, clock, seal }: SecondFactorDeps,
  { personId, email, issuer }: { personId: string; email: string; issuer: string },
): Promise<{ secret: string; uri: string }> {
  const secret = newTotpSecret()
  const values = { secret: seal.seal(secret, purposeOf(personId)), created_at: new Date(clock()) }
  const written = await database
    .insertInto('second_factors')
    .values({ person_id: personId, ...values })
    .onConflict((conflict) =>
      conflict.column('person_id').doUpdateSet(values).where('second_factors.confirmed_at', 'is', null),
    )
    .returning('person_id')
    .executeTakeFirst()
  if (written === undefined) throw secondFactorExists()
  return { secret, uri: totpUri(secret, { issuer, account: email }) }
}

/** Answers the recovery codes, which are not to be had again. */
export function confirmSecondFactor(
  deps: SecondFactorDeps,
  { personId, code }: { personId: string; code: string },
): Promise<string[]> {
  return deps.database.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('second_factors')
      .select(['secret', 'created_at'])
      .where('person_id', '=', personId)
      .where('confirmed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw secondFactorExists()
    if (deps.clock() - row.created_at.getTime() > ENROLMENT_MS_MAX) throw enrolmentExpired()
    const step = totpStepOf(deps.seal.open(row.secret, purposeOf(personId)), digitsOf(code), deps.clock())
    if (step === undefined) throw codeNotValid('Type the six digits that your app shows now.')
    await tx
      .updateTable('second_factors')
      .set({ confirmed_at: new Date(deps.clock()), last_step: step, failures: 0, locked_until: null })
      .where('person_id', '=', personId)
      .execute()
    return newRecoveryCodes(tx, personId)
  })
}

/** The ones before no longer work. */
export async function newRecoveryCodes(tx: Tx, personId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(RECOVERY_BYTES)))
  await tx.deleteFrom('recovery_codes').where('person_id', '=', personId).execute()
  await tx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ person_id: personId, code_hash: hashOfSecret(code) })))
    .execute()
  return codes.map((code) => code.toLowerCase().replace(/(.{4})(?=.)/g, '$1-'))
}

/** Takes a code of the app or a recovery code, or throws. */
export async function takeCode(
  deps: SecondFactorDeps,
  { personId, code }: { personId: string; code: string },
): Promise<void> {
  const { database, clock } = deps
  const nowMs = clock()
  const counted = await database
    .updateTable('second_factors')
    .set((eb) => ({ failures: eb('failures', '+', 1), locked_until: lockAfterFailure(nowMs) }))
    .where('person_id', '=', personId)
    .where('confirmed_at', 'is not', null)
    .where((eb) => eb.or([eb('locked_until', 'is', null), eb('locked_until', '<=', new Date(nowMs))]))
    .returning('secret')
    .executeTakeFirst()
  if (counted === undefined) throw await waits(deps, personId)
  const isTaken =
    (await takeStep(deps, { personId, code, sealed: counted.secret })) ||
    (await takeRecoveryCode(database, { personId, code }))
  if (!isTaken) throw codeNotValid()
  await database
    .updateTable('second_factors')
    .set({ failures: 0, locked_until: null })
    .where('person_id', '=', personId)
    .execute()
}

/** In the statement that counts, so that of many tries at once none comes between count and lock. */
function lockAfterFailure(nowMs: number) {
  const rounds = sql`(failures + 1) / ${FAILURES_PER_WAIT}::integer`
  const waitMs = sql`least(${WAIT_MS_MAX}::float8, ${WAIT_MS_FIRST}::float8 * power(2, least(${rounds}, 20) - 1))`
  return sql<Date | null>`case when (failures + 1) % ${FAILURES_PER_WAIT}::integer = 0
    then ${new Date(nowMs)}::timestamptz + ${waitMs} * interval '1 millisecond' end`
}

async function takeStep(
  { database, clock, seal }: SecondFactorDeps,
  { personId, code, sealed }: { personId: string; code: string; sealed: string },
): Promise<boolean> {
  const step = totpStepOf(seal.open(sealed, purposeOf(personId)), digitsOf(code), clock())
  if (step === undefined) return false
  const taken = await database
    .updateTable('second_factors')
    .set({ last_step: step })
    .where('person_id', '=', personId)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}

async function takeRecoveryCode(
  database: Database,
  { personId, code }: { personId: string; code: string },
): Promise<boolean> {
  const plain = code.toUpperCase().replace(/[^A-Z2-7]/g, '')
  const taken = await database
    .deleteFrom('recovery_codes')
    .where('person_id', '=', personId)
    .where('code_hash', '=', hashOfSecret(plain))
    .executeTakeFirst()
  return taken.numDeletedRows > 0n
}

/** With the recovery codes. */
export async function removeSecondFactor(connection: Connection, personId: string): Promise<boolean> {
  const removed = await connection
    .deleteFrom('second_factors')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return removed.numDeletedRows > 0n
}

const digitsOf = (code: string) => code.replace(/\s/g, '')

async function waits({ database, clock }: SecondFactorDeps, personId: string): Promise<AipressError> {
  const row = await database
    .selectFrom('second_factors')
    .select('locked_until')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  const seconds = Math.max(1, Math.ceil(((row?.locked_until?.getTime() ?? 0) - clock()) / 1000))
  return new AipressError('rate_limited', 'Too many wrong codes were typed for this account.', {
    hint: `Try again in ${Math.ceil(seconds / 60)} minutes, or ask an administrator to remove the second factor.`,
    context: { retryAfterSeconds: seconds },
  })
}

function codeNotValid(
  hint = 'Type the six digits that your app shows now, or one of your recovery codes.',
): AipressError {
  return new AipressError('code_not_valid', 'This code is wrong, was used already, or is too old.', { hint })
}

function enrolmentExpired(): AipressError {
  return new AipressError(
    'second_factor_conflict',
    `This secret was made more than ${ENROLMENT_MS_MAX / 60_000} minutes ago and counts no longer.`,
    { hint: 'Begin anew, and give the app the new secret in place of this one.' },
  )
}

function secondFactorExists(): AipressError {
  return new AipressError('second_factor_conflict', 'There is no enrolment to go on with.', {
    hint: 'An app that is set up already must be removed first; otherwise begin anew.',
  })
}
