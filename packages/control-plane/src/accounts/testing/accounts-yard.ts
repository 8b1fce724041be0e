import { AipressError, type Person } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../../test/harness/postgres.ts'
import { type Actions, actionsMigrations, createActions } from '../../actions/index.ts'
import { auditMigrations } from '../../audit/index.ts'
import type { Caller } from '../../kernel/caller.ts'
import { type Database, openDatabase } from '../../kernel/database.ts'
import { createLog } from '../../kernel/log.ts'
import { createSeal } from '../../kernel/seal.ts'
import {
  type Accounts,
  type AccountsDeps,
  accountsMigrations,
  createAccounts,
  type PersonMail,
} from '../index.ts'

/** Accounts of a test's own, over a real database, with a clock that the test sets. */
export interface AccountsYard {
  database: Database
  accounts: Accounts
  actions: Actions
  nowMs: number
  /** What the platform itself has sent. */
  mails: PersonMail[]
  /** What `accounts` is made of, under the console's usual address. */
  deps: AccountsDeps
  /** The same accounts under another address of the console. */
  reopen(consoleUrl: string): void
  asMachine(name: string, input: object, idempotencyKey?: string): Promise<unknown>
  /** Invited and accepted, in a browser. */
  join(email: string, role?: string, account?: string): Promise<Joined>
  /** Somebody's token, made by them and used at once. */
  tokenOf(caller: Caller, input?: object): Promise<Caller>
}

export interface Joined {
  person: Person
  headers: Headers
  request(): Request
  /** As their browser, as they are now. */
  caller(): Promise<Caller>
  call(name: string, input?: object): Promise<unknown>
}

export const PASSWORD = 'correct horse battery'
const CONSOLE_URL = 'http://aipress.localhost:8080'
const MIGRATIONS = { ...accountsMigrations, ...auditMigrations, ...actionsMigrations }

/** One for each test of the file; `more` is what they need besides, `migrations` are of other nouns. */
export function accountsYard(
  more: Partial<AccountsDeps> = {},
  migrations: Parameters<TestPostgres['createDatabase']>[0] = {},
): AccountsYard {
  const yard = {} as AccountsYard
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    const pool = openDatabase(await postgres.createDatabase({ ...MIGRATIONS, ...migrations }))
    Object.assign(yard, { database: pool.database, nowMs: Date.now(), mails: [] })
    yard.deps = { ...depsOf(yard), ...more }
    yard.reopen(CONSOLE_URL)
    return () => pool[Symbol.asyncDispose]()
  })
  return Object.assign(yard, helpersOf(yard))
}

function depsOf(yard: AccountsYard): AccountsDeps {
  return {
    database: yard.database,
    secret: 'for tests only: 0123456789abcdefghijklmnopqrstuvwxyz',
    consoleUrl: CONSOLE_URL,
    clock: () => yard.nowMs,
    log: createLog('silent'),
    countSites: async () => new Map<string, number>(),
    oidc: undefined,
    seal: createSeal(Buffer.alloc(32, 3)),
    mail: async (mail) => {
      yard.mails.push(mail)
    },
  }
}

function helpersOf(yard: AccountsYard) {
  const asMachine: AccountsYard['asMachine'] = (name, input, idempotencyKey) =>
    yard.actions.call(name, input, yard.accounts.machineCaller('cli'), { idempotencyKey })
  return {
    asMachine,
    reopen(consoleUrl: string) {
      const deps = { ...yard.deps, consoleUrl }
      yard.accounts = createAccounts(deps)
      yard.actions = createActions({ ...deps, handlers: yard.accounts.handlers })
    },
    async join(email: string, role = 'owner', account?: string): Promise<Joined> {
      const input = { email, role, ...(account === undefined ? {} : { account }) }
      const { url } = (await asMachine('people.invite', input)) as { url: string }
      const accepted = await yard.accounts.signIn.accept(
        { token: tokenIn(url), password: PASSWORD },
        requestOf(),
      )
      const request = () => requestOf(cookieIn(accepted.headers))
      const caller = () => yard.accounts.authenticate(request())
      const call = async (name: string, given = {}) => yard.actions.call(name, given, await caller())
      return { ...accepted, request, caller, call }
    },
    async tokenOf(caller: Caller, input: object = {}): Promise<Caller> {
      const made = await yard.actions.call('tokens.create', { name: 'script', ...input }, caller)
      const { secret } = made as { secret: string }
      return yard.accounts.authenticate(requestOf({ authorization: `Bearer ${secret}` }))
    },
  }
}

export const requestOf = (headers: Record<string, string> = {}) =>
  new Request('http://aipress.localhost/', { headers })

/** Of the first link in a text. */
export const tokenIn = (text: string) => /token=([\w-]+)/.exec(text)?.[1] ?? 'none'

export const cookieIn = (headers: Headers) => ({ cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' })

/** `ok`, or the code with which it was refused. */
export const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof AipressError ? error.code : expect.fail(`not ours: ${error}`)),
  )
