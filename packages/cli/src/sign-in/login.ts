import { AipressError, type Me, roleInWords, showMe } from '@aipress/contract'
import type { Command } from 'commander'
import { ask, askSecret } from '../ask.ts'
import { connectToUrl, readPlatformUrl } from '../connection.ts'
import { isJson } from '../global-options.ts'
import { call } from '../platform.ts'
import { readAllInput } from '../read-input.ts'
import type { Session } from '../session.ts'
import { clean } from '../views/text.ts'
import { readCredentials, removeCredentials, writeCredentials } from './credentials.ts'

const EXAMPLE = 'aipress login https://aipress.example.com'

/** Signing in to a platform elsewhere. On the platform's own machine, root needs none of this. */
export function addSignInCommands(program: Command, session: Session): void {
  const login = program
    .command('login [url]')
    .summary('Sign in to a platform with an API token')
    .description(
      'Asks for an API token, checks it, and keeps it for later calls in a file that only you can read. Make one in the console, or with "aipress token create" on the platform’s machine. Without a terminal the token is read from stdin, or from AIPRESS_TOKEN.',
    )
    .addHelpText('after', `\nExample:\n  ${EXAMPLE}`)
  login.action(async (url: string | undefined) => signIn(session, url, isJson(login)))

  const logout = program
    .command('logout')
    .summary('Forget the stored token')
    .description(
      'Removes the stored token from this computer. To void it everywhere: aipress token revoke <token>.',
    )
    .addHelpText('after', '\nExample:\n  aipress logout')
  logout.action(() => signOut(session, isJson(logout)))
}

async function signIn(session: Session, given: string | undefined, json: boolean): Promise<void> {
  const { environment, terminal } = session
  const url = readPlatformUrl(
    given ?? environment.url ?? (await askForUrl(session)),
    given ? 'This' : 'AIPRESS_URL',
  )
  warnOfPlainHttp(session, url)
  const token = environment.token ?? (await askForToken(session))
  const connection = connectToUrl(url, token)
  const me: Me = await call({ ...session, connect: () => connection }, showMe, {})
  const path = writeCredentials(environment, { url, token })
  if (json) terminal.out(`${JSON.stringify({ url, me })}\n`)
  else {
    const what = me.role === 'guest' ? roleInWords(me) : `${me.role} of ${clean(me.accountName)}`
    const who = `${clean(me.displayName)} (${what})`
    terminal.out(`${terminal.paint('green', '✓')} Signed in to ${url} as ${who}.\n  Kept in ${path}\n`)
  }
}

function signOut({ environment, terminal }: Session, json: boolean): void {
  const url = storedUrl(environment)
  removeCredentials(environment)
  if (json) terminal.out(`${JSON.stringify({ url })}\n`)
  else
    terminal.out(url === undefined ? 'There was no stored token.\n' : `The token for ${url} is forgotten.\n`)
}

/** A damaged file is no reason not to remove it. */
function storedUrl(environment: Session['environment']): string | undefined {
  try {
    return readCredentials(environment)?.url
  } catch (error) {
    if (error instanceof AipressError) return 'a platform'
    throw error
  }
}

async function askForUrl(session: Session): Promise<string> {
  if (session.terminal.isInteractive) return await ask(session, 'Address of the platform: ')
  throw new AipressError('invalid_input', 'The address of the platform is missing.', {
    hint: `Example: ${EXAMPLE}`,
  })
}

async function askForToken(session: Session): Promise<string> {
  const token = session.terminal.isInteractive
    ? await askSecret(session, 'API token (not shown as you type): ')
    : (await readAllInput()).trim()
  if (token !== '') return token
  throw new AipressError('invalid_input', 'The API token is missing.', {
    hint: `Make one with "aipress token create" on the platform’s machine or in the console, then: ${EXAMPLE}`,
  })
}

function warnOfPlainHttp({ terminal }: Session, url: string): void {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || hostname.endsWith('localhost') || ['127.0.0.1', '[::1]'].includes(hostname))
    return
  terminal.err(
    `${terminal.paintErr('yellow', '!')} ${url} is not encrypted: others on the way can read the token.\n`,
  )
}
