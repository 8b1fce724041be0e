import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import {
  type Accounts,
  type AccountsDeps,
  accountsMigrations,
  createAccounts,
  findAccount,
  PLATFORM_ACCOUNT_ID,
} from '../../packages/control-plane/src/accounts/index.ts'
import {
  type Actions,
  actionsMigrations,
  createActions,
} from '../../packages/control-plane/src/actions/index.ts'
import {
  auditHandlers,
  auditMigrations,
  createAuditHeads,
} from '../../packages/control-plane/src/audit/index.ts'
import { createHttpApp } from '../../packages/control-plane/src/doors/http.ts'
import { listenOnPort } from '../../packages/control-plane/src/doors/listen.ts'
import { type Database, openDatabase } from '../../packages/control-plane/src/kernel/database.ts'
import { createLog } from '../../packages/control-plane/src/kernel/log.ts'
import { migrate } from '../../packages/control-plane/src/kernel/migrate.ts'
import { createSeal } from '../../packages/control-plane/src/kernel/seal.ts'
import {
  leavePlatformMail,
  mailHandlers,
  mailMigrations,
  PLATFORM_MAIL,
} from '../../packages/control-plane/src/mail/index.ts'
import { HEADLESS_CHROMIUM } from './chromium.ts'
import { buildConsole } from './console-build.ts'
import { startPostgres } from './postgres.ts'

/** The built console over real accounts, doors and mail, for everything that signing in is made of. No sites. */
export interface SignInPlatform extends AsyncDisposable {
  url: string
  accounts: Accounts
  actions: Actions
  database: Database
  /** A browser of its own, with cookies of its own. */
  open(path: string): Promise<Visitor>
  /** As an administrator would; answers the link. */
  invite(email: string, role?: string): Promise<string>
  /** Invited, with `PASSWORD`. */
  join(email: string, role?: string): Promise<void>
  asMachine(name: string, input: object): Promise<unknown>
}

export interface Visitor {
  page: Page
  context: BrowserContext
}

export const PASSWORD = 'correct horse battery'
export const SEEN_WITHIN_MS = 30_000

interface Options {
  /** Told where the console is, as a provider has to know it. */
  oidc?: (consoleUrl: string) => Promise<AccountsDeps['oidc']>
}

export async function startSignInPlatform({ oidc }: Options = {}): Promise<SignInPlatform> {
  const stack = new AsyncDisposableStack()
  const postgres = stack.use(await startPostgres())
  const { database } = stack.use(openDatabase(await postgres.createDatabase()))
  await migrate(database, {
    ...accountsMigrations,
    ...auditMigrations,
    ...actionsMigrations,
    ...mailMigrations,
  })
  const dist = await buildConsole()
  let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 })
  const listening = await listenOnPort({ fetch: (request) => answer(request) })
  stack.defer(() => listening.close())
  const url = `http://aipress.localhost:${new URL(listening.address).port}`
  const audited = { database, headsPath: join(await temporaryFolder(stack, 'audit'), 'heads.jsonl') }
  const made = await makeAccounts(audited, url, await oidc?.(url))
  answer = (request) => {
    const { pathname } = new URL(request.url)
    return /^\/(v1|auth|chat)(\/|$)/.test(pathname) ? made.app.fetch(request) : fileOf(dist, pathname)
  }
  const browser = await chromium.launch({ executablePath: HEADLESS_CHROMIUM, args: ['--no-sandbox'] })
  stack.defer(() => browser.close())
  return {
    url,
    database,
    ...made,
    ...people(made),
    open: (path) => visitorOf(browser, url + path),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function makeAccounts(
  { database, headsPath }: { database: Database; headsPath: string },
  consoleUrl: string,
  oidc: AccountsDeps['oidc'],
) {
  const log = createLog('silent')
  const seal = createSeal(Buffer.alloc(32, 1))
  const accounts = createAccounts({
    database,
    secret: 'for tests only: 0123456789abcdefghijklmnopqrstuvwxyz',
    consoleUrl,
    clock: Date.now,
    log,
    countSites: async () => new Map(),
    oidc,
    seal,
    mail: ({ to, ...mail }) => {
      const from = 'no-reply@aipress.localhost'
      const left = { ...mail, ...PLATFORM_MAIL, accountId: PLATFORM_ACCOUNT_ID, from, to: [to] }
      return leavePlatformMail(database, { ...left, sentAt: new Date() }, false)
    },
  })
  const noSites = { find: () => Promise.reject(new Error('There are no sites.')) }
  const mail = mailHandlers(database, noSites as unknown as Parameters<typeof mailHandlers>[1])
  const audit = auditHandlers({
    database,
    heads: createAuditHeads({ path: headsPath, key: Buffer.alloc(32, 2), clock: Date.now }),
    siteIdOf: async () => undefined,
    siteNamesOf: async () => new Map(),
    accountIdOf: async (ref) => (await findAccount(database, ref)).accountId,
  })
  const handlers = [...accounts.handlers, ...audit, ...mail]
  const actions = createActions({ handlers, database, seal, log, clock: Date.now })
  const hosts = ['aipress.localhost']
  return {
    accounts,
    actions,
    app: createHttpApp({ actions, accounts, log, version: '0.0.0', machine: false, hosts }),
  }
}

function people({ accounts, actions }: Pick<SignInPlatform, 'accounts' | 'actions'>) {
  const asMachine = (name: string, input: object) => actions.call(name, input, accounts.machineCaller('cli'))
  const invite = async (email: string, role = 'owner') =>
    ((await asMachine('people.invite', { email, role })) as { url: string }).url
  return {
    asMachine,
    invite,
    async join(email: string, role?: string) {
      const token = new URL(await invite(email, role)).searchParams.get('token')
      await accounts.signIn.accept({ token, password: PASSWORD }, new Request('http://aipress.localhost/'))
    },
  }
}

async function temporaryFolder(stack: AsyncDisposableStack, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `aipress-${name}-`))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

async function fileOf(dist: string, pathname: string): Promise<Response> {
  const name = extname(pathname) === '' ? '/index.html' : normalize(pathname)
  const content = await readFile(join(dist, name)).catch(() => undefined)
  if (content === undefined) return new Response(null, { status: 404 })
  const type = TYPES[extname(name)] ?? 'application/octet-stream'
  return new Response(content, { headers: { 'content-type': type } })
}

async function visitorOf(browser: Browser, address: string): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  context.setDefaultTimeout(SEEN_WITHIN_MS)
  const page = await context.newPage()
  await page.goto(address)
  return { page, context }
}

export async function signInAt(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
