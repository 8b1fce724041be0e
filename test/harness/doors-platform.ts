import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineAction, newId } from '@aipress/contract'
import { z } from 'zod'
import {
  type Accounts,
  accountsMigrations,
  createAccounts,
  findAccount,
} from '../../packages/control-plane/src/accounts/index.ts'
import {
  type Actions,
  actionsMigrations,
  createActions,
  type Handler,
  handle,
} from '../../packages/control-plane/src/actions/index.ts'
import {
  auditHandlers,
  auditMigrations,
  createAuditHeads,
  signAuditHead,
} from '../../packages/control-plane/src/audit/index.ts'
import { createHttpApp } from '../../packages/control-plane/src/doors/http.ts'
import { listenOnPort, listenOnSocket } from '../../packages/control-plane/src/doors/listen.ts'
import { type Database, openDatabase } from '../../packages/control-plane/src/kernel/database.ts'
import { createLog } from '../../packages/control-plane/src/kernel/log.ts'
import { createSeal } from '../../packages/control-plane/src/kernel/seal.ts'
import {
  createPrograms,
  type Programs,
  programsMigrations,
} from '../../packages/control-plane/src/programs/index.ts'
import { freePort } from './free-port.ts'
import type { TestPostgres } from './postgres.ts'

/** For tests of doors: real accounts, actions and HTTP over a real database, and one action that streams. */
export interface DoorsPlatform extends AsyncDisposable {
  url: string
  machineSocket: string
  actions: Actions
  accounts: Accounts
  programs: Programs
  database: Database
  /** Stands for the web where programs are described by a document: by address. */
  documents: Map<string, object>
  /** Made anew for each platform: API tokens by who they act as. */
  tokens: Record<Persona, string>
  personIds: Record<'administrator' | 'owner' | 'otherOwner', string>
  /** Moves the clock on, for limits and expiry. */
  later(seconds: number): void
}

export type Persona = 'administrator' | 'owner' | 'otherOwner' | 'readOnly' | 'nobody'

export const PASSWORD = 'correct horse battery'
export const emailOf = (persona: string) => `${persona.toLowerCase()}@example.com`

export const countTo = defineAction({
  name: 'numbers.count',
  summary: 'Count to a number',
  input: z.object({ number: z.coerce.number().int().min(0).max(1_000) }),
  output: z.object({ counted: z.number() }),
  events: z.object({ now: z.number() }),
  errors: [],
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/numbers/{number}/count',
  cli: 'number count <number>',
  cliExample: 'aipress number count 3',
  examples: ['count to {number}'],
})

/** Never ends by itself: for callers who go away. */
export const waitForever = defineAction({
  ...countTo,
  name: 'numbers.wait',
  summary: 'Wait',
  http: 'GET /v1/numbers/{number}/wait',
})

export interface WaitProbe {
  waiting: number
  cancelled: number
}

export async function startDoorsPlatform(
  postgres: TestPostgres,
  probe?: WaitProbe,
  more: readonly Handler[] = [],
): Promise<DoorsPlatform> {
  const migrations = {
    ...accountsMigrations,
    ...programsMigrations,
    ...auditMigrations,
    ...actionsMigrations,
  }
  const pool = openDatabase(await postgres.createDatabase(migrations))
  const { database } = pool
  let skippedMs = 0
  const clock = () => Date.now() + skippedMs
  const log = createLog('silent')
  // What a program is told to ask is where it asks, as on a platform of one's own.
  const listeningPort = await freePort()
  const consoleUrl = `http://127.0.0.1:${listeningPort}`
  const secret = 'for tests only: 0123456789abcdefghijklmnopqrstuvwxyz'
  const countSites = async () => new Map<string, number>()
  const seal = createSeal(Buffer.alloc(32, 1))
  const mail = async () => undefined
  const base = { database, seal, clock, log }
  const accounts = createAccounts({ ...base, secret, consoleUrl, countSites, mail, oidc: undefined })
  const documents = new Map<string, object>()
  const programs = createPrograms({
    ...base,
    cookieKey: secret,
    fetch: fetchFrom(documents),
    consoleUrls: [consoleUrl, `http://aipress.localhost:${listeningPort}`],
  })
  const folder = await mkdtemp(join(tmpdir(), 'aipress-doors-'))
  const heads = createAuditHeads({ path: join(folder, 'heads.jsonl'), key: Buffer.alloc(32, 2), clock })
  const audit = auditHandlers({
    database,
    heads,
    siteIdOf: async () => undefined,
    siteNamesOf: async () => new Map(),
    accountIdOf: async (ref) => (await findAccount(database, ref)).accountId,
  })
  const ofPeople = [...accounts.handlers, ...programs.handlers]
  const handlers = [...ofPeople, ...audit, ...numberHandlers(probe), ...more]
  const actions = createActions({ handlers, database, seal, log, clock })
  const people = await makePeople(accounts, actions)
  await signAuditHead(database, heads)
  const common = { actions, accounts, log, version: '0.0.0', hosts: ['aipress.localhost', '127.0.0.1'] }
  const door = createHttpApp({ ...common, programs, machine: false })
  const port = await listenOnPort({ fetch: door.fetch, port: listeningPort })
  const machineSocket = join(folder, 'machine.sock')
  const { fetch } = createHttpApp({ ...common, machine: true })
  const socket = await listenOnSocket({ fetch, path: machineSocket, mode: 0o600 })
  return {
    url: port.address,
    machineSocket,
    actions,
    accounts,
    programs,
    database,
    documents,
    ...people,
    later: (seconds) => {
      skippedMs += seconds * 1000
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([port.close(), socket.close()])
      await pool[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const fetchFrom =
  (documents: ReadonlyMap<string, object>): typeof globalThis.fetch =>
  async (url, init) => {
    const document = documents.get(String(url))
    return document === undefined ? globalThis.fetch(url, init) : Response.json(document)
  }

function numberHandlers(probe: WaitProbe = { waiting: 0, cancelled: 0 }) {
  return [
    handle(countTo, async ({ number }, { emit }) => {
      for (let now = 1; now <= number; now += 1) emit({ now })
      return { counted: number }
    }),
    handle(waitForever, (_input, { signal, emit }) => {
      probe.waiting += 1
      emit({ now: 0 })
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          probe.cancelled += 1
          reject(signal.reason)
        })
      })
    }),
  ]
}

async function makePeople(accounts: Accounts, actions: Actions) {
  const machine = accounts.machineCaller('cli')
  const join = async (persona: string, role: string) => {
    const invitation = await actions.call('people.invite', { email: emailOf(persona), role }, machine)
    const { url } = invitation as { url: string }
    const token = new URL(url).searchParams.get('token')
    const body = { token, name: persona, password: PASSWORD }
    const { person } = await accounts.signIn.accept(body, new Request('http://aipress.localhost/auth/accept'))
    return person
  }
  const people = {
    administrator: await join('administrator', 'administrator'),
    owner: await join('owner', 'owner'),
    otherOwner: await join('otherOwner', 'owner'),
  }
  const tokenOf = async (persona: keyof typeof people, readOnly = false) => {
    const { personId, email: displayName, role, accountId } = people[persona]
    const principal = `person:${personId}`
    const caller = {
      principal,
      displayName,
      personId,
      role,
      accountId,
      readOnly: false,
      door: 'rest',
    } as const
    const made = await actions.call('tokens.create', { name: `token of ${persona}`, readOnly }, caller)
    return (made as { secret: string }).secret
  }
  return {
    tokens: {
      administrator: await tokenOf('administrator'),
      owner: await tokenOf('owner'),
      otherOwner: await tokenOf('otherOwner'),
      readOnly: await tokenOf('administrator', true),
      nobody: `aip_${newId('token')}`,
    },
    personIds: {
      administrator: people.administrator.personId,
      owner: people.owner.personId,
      otherOwner: people.otherOwner.personId,
    },
  }
}
