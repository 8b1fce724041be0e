import { AipressError, type Person } from '@aipress/contract'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import type { Database } from '../kernel/database.ts'
import type { Challenges } from './challenges.ts'
import { beginAgain } from './own-second-factor.ts'
import { countPasskeys, findPasskey, insertPasskey, notePasskeyUsed, passkeysOf } from './passkey-store.ts'
import { findPerson } from './person-store.ts'
import type { Proof } from './proof.ts'
import { type SecondFactorDeps, secondFactorOf } from './second-factor.ts'
import { noteSecondFactor } from './session-store.ts'
import { parse } from './sign-in-inputs.ts'
import { requireMayRemove, requireOwnFactor } from './sign-in-rules.ts'
import type { SignInTools } from './sign-in-tools.ts'

/** With the first passkey: it brings certificates and formats that a platform without passkeys never needs. */
const library = () => import('@simplewebauthn/server')

/** Enough for every device somebody has. */
const PASSKEYS_MAX = 20

const Name = z.string('A name is needed.').trim().min(1, 'A name is needed.').max(60)
/** The library looks at the rest. */
const Answer = z.looseObject({ id: z.string().max(2_000), response: z.looseObject({}) })
const Registration = z.object({ name: Name, response: Answer })
const SignIn = z.object({ response: Answer })
const Removal = z.object({ passkey: z.string().max(2_000) })

/**
 * Passkeys: the device keeps a key for this host alone and uses it only after its owner has shown a finger, a
 * face or a PIN. So it stands for two factors, and no code is asked for after it.
 */
export interface Passkeys {
  beginRegistration(body: unknown, request: Request): Promise<{ headers: Headers; options: unknown }>
  register(body: unknown, request: Request): Promise<void>
  remove(body: unknown, request: Request): Promise<void>
  beginSignIn(request: Request): Promise<{ headers: Headers; options: unknown }>
  signIn(body: unknown, request: Request): Promise<Headers>
}

export interface PasskeysDeps extends SecondFactorDeps {
  tools: SignInTools
  challenges: Challenges
  proof: Proof
  consoleUrl: string
}

export function createPasskeys(deps: PasskeysDeps): Passkeys {
  const { database, clock, tools, challenges, proof } = deps
  const { origin: expectedOrigin, hostname: expectedRPID } = new URL(deps.consoleUrl)
  const expected = { expectedOrigin, expectedRPID, requireUserVerification: true }
  return {
    async beginRegistration(body, request) {
      const { person } = await proof(body, request)
      await requireRoom(deps, person)
      const options = await registrationOptions(deps, person, expectedRPID)
      const data: Asked = { challenge: options.challenge }
      const headers = await challenges.begin('passkey-registration', { personId: person.personId, data })
      return { headers, options }
    },
    async register(body, request) {
      const { name, response } = parse(Registration, body)
      // As when it was begun: what the person has, or the rule, may have come since.
      const { person, sessionId } = await ownSession(deps, request)
      await tools.writeDown('people.add-passkey', person.email, request, async () => {
        const challenge = await challenges.take('passkey-registration', request)
        if (challenge?.personId !== person.personId) throw beginAgain()
        const { challenge: expectedChallenge } = challenge.data as Asked
        const given = response as unknown as RegistrationResponseJSON
        const { verifyRegistrationResponse } = await library()
        const { registrationInfo } = await verifyRegistrationResponse({
          ...expected,
          expectedChallenge,
          response: given,
        }).catch(refused)
        if (registrationInfo === undefined) throw passkeyNotValid()
        await requireRoom(deps, person)
        const { credential } = registrationInfo
        const passkey = { ...credential, personId: person.personId, name, nowMs: clock() }
        if (!(await insertPasskey(database, passkey))) throw passkeyNotValid()
        // The device has just asked its owner for a finger, a face or a PIN, after the password was given.
        await noteSecondFactor(database, sessionId, 'passkey')
      })
    },
    async remove(body, request) {
      const { passkey } = parse(Removal, body)
      const { person } = await proof(body, request)
      await tools.writeDown('people.remove-passkey', person.email, request, () =>
        removeOwn(database, person, passkey),
      )
    },
    async beginSignIn(request) {
      tools.requireTry(request)
      // No list of keys: it would tell who is known here. The device offers what it has for this host.
      const { generateAuthenticationOptions } = await library()
      const options = await generateAuthenticationOptions({
        rpID: expectedRPID,
        userVerification: 'required',
      })
      const data: Asked = { challenge: options.challenge }
      return { options, headers: await challenges.begin('passkey', { data }) }
    },
    async signIn(body, request) {
      const { response } = parse(SignIn, body)
      tools.requireTry(request)
      const passkey = await findPasskey(database, response.id)
      const person = passkey && (await findPerson(database, passkey.person_id))
      const who = person?.email ?? 'unknown'
      return tools.writeDown('people.sign-in-with-passkey', who, request, async () => {
        const challenge = await challenges.take('passkey', request)
        if (challenge === undefined) throw beginAgain()
        if (passkey === undefined || !person?.active) throw passkeyNotValid()
        const { verifyAuthenticationResponse } = await library()
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          ...expected,
          expectedChallenge: (challenge.data as Asked).challenge,
          response: response as unknown as AuthenticationResponseJSON,
          credential: {
            id: passkey.passkey_id,
            publicKey: new Uint8Array(passkey.public_key),
            counter: Number(passkey.counter),
          },
        }).catch(refused)
        if (!verified) throw passkeyNotValid()
        await notePasskeyUsed(database, passkey.passkey_id, authenticationInfo.newCounter, clock())
        return tools.startSession(person.personId, 'passkey', request)
      })
    },
  }
}

async function ownSession({ tools, database }: PasskeysDeps, request: Request) {
  const session = await tools.sessionOf(request)
  await requireOwnFactor(database, session)
  return session
}

interface Asked {
  challenge: string
}

async function removeOwn(database: Database, person: Person, passkeyId: string): Promise<void> {
  const { personId } = person
  await requireMayRemove(database, person, async () => {
    const others = (await passkeysOf(database, personId)).filter((one) => one.passkeyId !== passkeyId)
    return others.length === 0 && (await secondFactorOf(database, personId)) === undefined
  })
  const removed = await database
    .deleteFrom('passkeys')
    .where('passkey_id', '=', passkeyId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  if (removed.numDeletedRows === 0n) throw noPasskey()
}

async function registrationOptions({ database }: PasskeysDeps, person: Person, rpID: string) {
  const { personId, email, name } = person
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpName: 'AIPress',
    rpID,
    userID: new Uint8Array(Buffer.from(personId)),
    userName: email,
    userDisplayName: name,
    attestationType: 'none',
    excludeCredentials: (await passkeysOf(database, personId)).map(({ passkeyId }) => ({ id: passkeyId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

async function requireRoom({ database }: PasskeysDeps, { personId }: Person): Promise<void> {
  if ((await countPasskeys(database, personId)) < PASSKEYS_MAX) return
  throw new AipressError('second_factor_conflict', `You have ${PASSKEYS_MAX} passkeys already.`, {
    hint: 'Remove one that you no longer use first.',
  })
}

/** The library throws its own errors at whatever is not as it should be. */
function refused(cause: unknown): never {
  throw passkeyNotValid(cause)
}

function passkeyNotValid(cause?: unknown): AipressError {
  return new AipressError(
    'passkey_not_valid',
    'This passkey is not known here, or its answer is not right.',
    {
      hint: 'Use another one, or sign in with your password.',
      cause,
    },
  )
}

function noPasskey(): AipressError {
  return new AipressError('passkey_not_valid', 'You have no such passkey.', {
    hint: 'It may have been removed already; reload the page.',
  })
}
