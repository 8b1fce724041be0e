import {
  AipressError,
  type AnyAction,
  type Client,
  createAccount,
  createClient,
  createSite,
  createToken,
  exampleInput,
  giveAccess,
  type InvitedRole,
  invitePerson,
  isSettled,
  newId,
  type Role,
  resumeSite,
  revokeAccess,
  type Site,
  type SiteRole,
  showOperation,
  suspendSite,
} from '@aipress/contract'
import { expect, vi } from 'vitest'
import { insertPerson } from '../../packages/control-plane/src/accounts/index.ts'
import { sql } from '../../packages/control-plane/src/kernel/database.ts'
import { insertMail } from '../../packages/control-plane/src/mail/mail-store.ts'
import { insertProgram } from '../../packages/control-plane/src/programs/program-store.ts'
import {
  CONSOLE_HOST,
  type SimulatedPlatform,
  startSimulatedPlatform,
} from '../harness/simulated-platform.ts'

/** A person of the town: of Blue Agency, unless they are of the platform or of `other`. */
export interface Persona {
  readonly role: Role
  readonly of?: 'other'
  readonly onBakery?: SiteRole
}

/** What an action is asked about. */
export interface Target {
  readonly name: string
  /** The input that names it. */
  readonly kind: string
  /** The shared site's, the account's besides, another account's; or nothing is named. */
  readonly place: 'bakery' | 'account' | 'foreign' | 'nothing'
  /** What the input holds; made anew where an action uses it up. */
  readonly value?: (persona: string) => Promise<string> | string
}

/** Two customers with sites, operations, mail and people, and a third who has nothing to do with them. */
export interface Town extends AsyncDisposable {
  targetsOf(action: AnyAction): readonly Target[]
  ask(persona: string, action: AnyAction, target: Target): Promise<Outcome>
  /** What this persona was told and must not know. */
  leaksIn(outcome: Outcome, persona: Persona): string[]
}

export interface Outcome {
  readonly code: string
  readonly told: string
  /** What the asker named themselves may be said back. */
  readonly said: string | undefined
}

/** One alone would soon be told to slow down. */
const TOKENS = 5
const HOUR_MS = 3_600_000
const BASE = `http://${CONSOLE_HOST}`

interface Entrance {
  readonly personId: string
  readonly browser: Client
  readonly clients: readonly Client[]
}

export async function openTown(personas: Readonly<Record<string, Persona>>): Promise<Town> {
  const platform = await startSimulatedPlatform()
  try {
    const blue = await accountOf(platform, 'Blue Agency')
    const red = await accountOf(platform, 'Red Agency')
    const [bakery, cellar, garden] = await Promise.all([
      placeOf(platform, 'Bakery', blue),
      placeOf(platform, 'Cellar', blue),
      placeOf(platform, 'Garden', red),
    ])
    const places = { bakery, cellar, garden }
    // Nobody of the personas is the last owner, whatever is done to them.
    await enter(platform, 'Somebody at Blue', { role: 'owner' }, { blue, bakery })
    const entering = Object.entries(personas).map(
      async ([name, persona]) => [name, await enter(platform, name, persona, { blue, bakery })] as const,
    )
    const entrances = new Map(await Promise.all(entering))
    return townOf({ platform, blue, red, places, entrances })
  } catch (error) {
    await platform[Symbol.asyncDispose]()
    throw error
  }
}

async function accountOf(platform: SimulatedPlatform, name: string): Promise<string> {
  return (await platform.call(createAccount, { name })).accountId
}

interface Place {
  readonly site: Site
  readonly operationId: string
  readonly mailId: string
}

/** A site with an operation that whoever changes sites may cancel, and a mail. */
async function placeOf(platform: SimulatedPlatform, title: string, account: string): Promise<Place> {
  const settled = (operationId: string) =>
    vi.waitFor(
      async () => {
        const { state } = await platform.call(showOperation, { operation: operationId })
        if (!isSettled(state)) throw new Error(`It is ${state}.`)
        expect(state).toBe('succeeded')
      },
      { timeout: 60_000, interval: 20 },
    )
  const made = await vi.waitFor(() => platform.call(createSite, { title, account }), {
    timeout: 60_000,
    interval: 100,
  })
  await settled(made.operation.operationId)
  const { site } = made
  const { operation } = await platform.call(suspendSite, { site: site.siteId })
  await settled(operation.operationId)
  await settled((await platform.call(resumeSite, { site: site.siteId })).operation.operationId)
  const mailId = newId('mail')
  await insertMail(platform.core.group.database, {
    mailId,
    spoolId: mailId,
    siteId: site.siteId,
    siteName: site.name,
    accountId: account,
    from: 'a@example.com',
    to: ['b@example.com'],
    subject: `Letter from ${title}`,
    sentAt: new Date(),
    sizeBytes: 20,
    delivery: 'captured',
    raw: Buffer.from('Subject: x\r\n\r\nA text.'),
  })
  return { site, operationId: operation.operationId, mailId }
}

const emailOf = (name: string) => `${name.toLowerCase().replaceAll(' ', '-')}@example.com`

/** Invited or shared with, accepted, and signed in. */
async function enter(
  platform: SimulatedPlatform,
  name: string,
  { role, of, onBakery }: Persona,
  { blue, bakery }: { blue: string; bakery: Place },
): Promise<Entrance> {
  const email = emailOf(name)
  const site = bakery.site.siteId
  const isOfBlue = of !== 'other' && role !== 'administrator' && role !== 'operator'
  const share = () => platform.call(giveAccess, { site, email, role: onBakery ?? 'viewer' })
  const invite = () =>
    platform.call(invitePerson, {
      email,
      role: role as InvitedRole,
      ...(isOfBlue ? { account: blue } : {}),
    })
  const { url = '' } = role === 'guest' ? await share() : await invite()
  const answer = await platform.fetch(`${BASE}/auth/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: BASE },
    body: JSON.stringify({
      token: new URL(url).searchParams.get('token'),
      name,
      password: 'correct horse battery',
    }),
  })
  expect(answer.status).toBe(200)
  const { person } = (await answer.json()) as { person: { personId: string } }
  if (role === 'guest' && onBakery === undefined) await platform.call(revokeAccess, { site, person: email })
  if (role !== 'guest' && onBakery !== undefined) await share()
  const cookie = answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  const browser = clientWith(platform, { cookie, origin: BASE })
  const made = Array.from({ length: TOKENS }, (_, count) =>
    browser.call(createToken, { name: `token ${count}` }),
  )
  const clients = (await Promise.all(made)).map(({ secret }) =>
    clientWith(platform, { authorization: `Bearer ${secret}` }),
  )
  return { personId: person.personId, browser, clients }
}

const clientWith = (platform: SimulatedPlatform, headers: Record<string, string>) =>
  createClient({ baseUrl: BASE, fetch: platform.fetch, headers })

interface Parts {
  platform: SimulatedPlatform
  blue: string
  red: string
  places: Record<'bakery' | 'cellar' | 'garden', Place>
  entrances: ReadonlyMap<string, Entrance>
}

function townOf(parts: Parts): Town {
  const { platform, places } = parts
  const targets = targetsIn(parts)
  let turn = 0
  return {
    targetsOf: (action) => {
      const kind = KINDS.find(
        (each) => each in action.input.shape && !(each === 'person' && 'site' in action.input.shape),
      )
      const named = kind === undefined ? [] : targets.filter((target) => target.kind === kind)
      const isNeeded = kind !== undefined && !action.input.shape[kind].safeParse(undefined).success
      return isNeeded ? named : [...named, { name: 'nothing', kind: 'nothing', place: 'nothing' }]
    },
    async ask(name, action, target) {
      const entrance = parts.entrances.get(name)
      if (entrance === undefined) throw new Error(`There is no ${name}.`)
      turn += 1
      const client = entrance.clients[turn % TOKENS]
      const value = await target.value?.(name)
      const outcome = await outcomeOf(client as Client, action, {
        ...inputOf(action),
        ...(value === undefined ? {} : { [target.kind]: value }),
      })
      return { ...outcome, said: value }
    },
    leaksIn({ told, said }, persona) {
      if (persona.role === 'administrator' || persona.role === 'operator') return []
      const isMember = persona.of !== 'other' && persona.role !== 'guest'
      const hidden = [
        places.garden,
        ...(isMember ? [] : [places.cellar]),
        ...(isMember || persona.onBakery !== undefined ? [] : [places.bakery]),
      ]
      const words = hidden.flatMap(({ site, operationId, mailId }) => [
        site.siteId,
        operationId,
        mailId,
        `Letter from ${site.title}`,
      ])
      return [...words, parts.red].filter((word) => word !== said && told.includes(word))
    },
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  }
}

/** By which input an action names the thing that it is about. */
const KINDS = ['site', 'operation', 'mail', 'token', 'program', 'session', 'person', 'account']

function targetsIn({ platform, blue, red, places, entrances }: Parts): Target[] {
  const { bakery, cellar, garden } = places
  const person = (accountId: string) => async () => {
    const personId = newId('person')
    const email = `${personId}@example.com`
    const someone = { personId, email, name: 'Somebody', role: 'viewer', accountId, active: true } as const
    await insertPerson(platform.core.front.database, { ...someone, nowMs: Date.now() })
    return personId
  }
  const token = (nameOf: (asker: string) => string) => async (asker: string) => {
    // Not by the browser: that one may have been signed out meanwhile.
    const { clients } = entrances.get(nameOf(asker)) as Entrance
    return (await (clients[0] as Client).call(createToken, { name: 'spare' })).token.tokenId
  }
  const program = (nameOf: (asker: string) => string) => async (asker: string) => {
    const { personId } = entrances.get(nameOf(asker)) as Entrance
    const programId = newId('program')
    await insertProgram(platform.core.front.database, {
      program_id: programId,
      grant_id: programId,
      person_id: personId,
      client_id: 'cursor',
      name: programId,
      address: 'this computer',
      scope: 'read',
      created_at: new Date(),
      expires_at: new Date(Date.now() + HOUR_MS),
    })
    return programId
  }
  const session = (nameOf: (asker: string) => string) => async (asker: string) => {
    const { personId } = entrances.get(nameOf(asker)) as Entrance
    const id = newId('request')
    await sql`insert into auth_sessions (id, token, "userId", "updatedAt", "expiresAt")
      values (${id}, ${id}, ${personId}, now(), now() + interval '1 hour')`.execute(
      platform.core.front.database,
    )
    return id
  }
  const [first = '', second = ''] = entrances.keys()
  const themselves = (asker: string) => asker
  const another = (asker: string) => (asker === first ? second : first)
  const three = (kind: string, of: (place: Place) => string): Target[] => [
    { name: 'the bakery', kind, place: 'bakery', value: () => of(bakery) },
    { name: 'the cellar', kind, place: 'account', value: () => of(cellar) },
    { name: 'the garden', kind, place: 'foreign', value: () => of(garden) },
  ]
  return [
    ...three('site', ({ site }) => site.siteId),
    ...three('operation', ({ operationId }) => operationId),
    ...three('mail', ({ mailId }) => mailId),
    { name: 'a person of Blue', kind: 'person', place: 'account', value: person(blue) },
    { name: 'a person of Red', kind: 'person', place: 'foreign', value: person(red) },
    { name: 'their own token', kind: 'token', place: 'account', value: token(themselves) },
    { name: 'another’s token', kind: 'token', place: 'foreign', value: token(another) },
    { name: 'their own session', kind: 'session', place: 'account', value: session(themselves) },
    { name: 'another’s session', kind: 'session', place: 'foreign', value: session(another) },
    { name: 'their own program', kind: 'program', place: 'account', value: program(themselves) },
    { name: 'another’s program', kind: 'program', place: 'foreign', value: program(another) },
    { name: 'Blue', kind: 'account', place: 'account', value: () => blue },
    { name: 'Red', kind: 'account', place: 'foreign', value: () => red },
  ]
}

function inputOf(action: AnyAction): Record<string, unknown> {
  // Which scopes a token may have is a question of its own; following a log ends with the caller alone.
  const { scope: _scope, follow: _follow, ...input } = exampleInput(action)
  // What is named, is named by the target; and nobody is invited twice.
  for (const kind of KINDS)
    if (kind in input && !(kind === 'person' && 'site' in action.input.shape)) delete input[kind]
  return 'email' in input ? { ...input, email: `${newId('person')}@example.com` } : input
}

async function outcomeOf(client: Client, action: AnyAction, input: Record<string, unknown>) {
  try {
    return { code: 'ok', told: JSON.stringify(await client.call(action, input)) }
  } catch (error) {
    if (!(error instanceof AipressError)) throw error
    return { code: error.code, told: JSON.stringify(error.toBody()) }
  }
}
