import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { urlOfHostname } from '@aipress/control-plane/config.ts'
import { commandFor, withHome } from '../../../tools/platform-home.mjs'
import type { Platform } from './platform.ts'

/** The last words of `up`: where the console is, how to get in, and what to try. */
export async function welcomeText(platform: Platform, signal: AbortSignal): Promise<string> {
  const { config, layout, notes } = platform
  const consoleUrl = urlOfHostname(config, `aipress.${config.domain}`)
  const again = (command: string) => commandFor(command, process.env)
  const link = await firstAdministratorLink(layout.machineSocket, signal)
  const signIn =
    link === undefined
      ? [`Sign in    ${consoleUrl} with your e-mail address and password`]
      : [
          `Sign in    ${link.url}`,
          `           (for the first administrator; works once, until ${localTime(link.expiresAt)})`,
        ]
  return `
AIPress is running.
${notes.map((note) => `\n  Note       ${note}`).join('')}
  Console    ${consoleUrl}
  ${signIn.join('\n  ')}

Three things to try:
  1. In the console, type: Create a site called Corner Bakery
  2. In this terminal:     ${withHome('npx aipress site create "Corner Bakery"', process.env)}
  3. See how it all is:    ${again('status')}

Stop it with "${again('down')}". Its data is in ${layout.home}.
`
}

interface Link {
  url: string
  expiresAt: string
}

/** `undefined` once there is an administrator. */
async function firstAdministratorLink(socket: string, signal: AbortSignal): Promise<Link | undefined> {
  const url = 'http://localhost/machine/first-administrator-link'
  const answer = await fetchOverSocket(socket)(url, { method: 'POST', signal })
  if (!answer.ok) return undefined
  const { link }: { link: Link | null } = await answer.json()
  return link ?? undefined
}

const localTime = (at: string) =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
