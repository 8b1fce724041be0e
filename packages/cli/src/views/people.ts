import {
  type createToken,
  invitedInWords,
  type invitePerson,
  type listMail,
  type listPrograms,
  type listSessions,
  type listTokens,
  type Mail,
  type OutputOf,
  PROGRAM_SCOPE_TEXTS,
  type resetPassword,
  type SignInRules,
  type Token,
} from '@aipress/contract'
import { details, table } from './table.ts'
import { bytes, relativeTime } from './values.ts'
import type { Page, View } from './view.ts'

export const invitationView: View<OutputOf<typeof invitePerson>> = (invitation, page) =>
  [
    `${page.paint('green', '✓')} ${invitedInWords(invitation)} Their link:`,
    invitation.url,
    page.paint('dim', `It works once and expires ${relativeTime(invitation.expiresAt, page.now)}.`),
  ].join('\n')

export const resetView: View<OutputOf<typeof resetPassword>> = ({ person, url, expiresAt }, page) =>
  [
    `${page.paint('green', '✓')} With this link ${person.email} chooses a new password; give it to nobody else:`,
    url,
    page.paint('dim', `It works once and expires ${relativeTime(expiresAt, page.now)}.`),
  ].join('\n')

export const sessionListView: View<OutputOf<typeof listSessions>> = ({ items }, page) =>
  items.length === 0
    ? 'You are signed in in no browser.'
    : table(
        items,
        [
          { title: 'Device', cell: ({ device, current }) => (current ? `${device} (this one)` : device) },
          { title: 'Address', cell: ({ address }) => address },
          { title: 'Signed in by', cell: ({ method }) => method.replaceAll('-', ' ') },
          { title: 'Last used', cell: ({ lastUsedAt }) => relativeTime(lastUsedAt, page.now) },
          { title: 'Id', cell: ({ sessionId }) => sessionId, whole: true },
        ],
        page,
      )

export const signInRulesView: View<SignInRules> = (rules, page) => {
  const { secondFactor, people, without, changedAt, changedBy } = rules
  return details(
    [
      ['Second factor', { text: secondFactor, style: secondFactor === 'required' ? 'green' : 'bold' }],
      ['For', 'administrators and operators'],
      ['Without one', `${without} of ${people}`],
      [
        'Changed',
        changedAt === undefined ? undefined : `${relativeTime(changedAt, page.now)} by ${changedBy ?? ''}`,
      ],
    ],
    page,
  )
}

export const newTokenView: View<OutputOf<typeof createToken>> = ({ token, secret }, page) =>
  [
    `${page.paint('green', '✓')} The token "${token.name}" is shown this once; keep it safe:`,
    secret,
    page.paint('dim', 'Use it with "aipress login <url>", or as AIPRESS_TOKEN together with AIPRESS_URL.'),
  ].join('\n')

export const tokenListView: View<OutputOf<typeof listTokens>> = ({ items, ofMachine = [] }, page) =>
  ofMachine.length === 0
    ? tokenTable(items, page)
    : `${tokenTable(items, page)}\n\nMade on the machine itself:\n${tokenTable(ofMachine, page)}`

const tokenTable = (items: OutputOf<typeof listTokens>['items'], page: Page) =>
  items.length === 0
    ? 'No tokens. Create one: aipress token create "deploy script"'
    : table(
        items,
        [
          { title: 'Name', cell: ({ name }) => name },
          { title: 'Starts with', cell: ({ start }) => start },
          { title: 'May', cell: mayOf },
          { title: 'On', cell: ({ sites, account }) => sites?.join(', ') ?? account ?? '' },
          { title: 'Last used', cell: (token) => whenOf(token.lastUsedAt, page.now, 'never') },
          { title: 'Expires', cell: (token) => whenOf(token.expiresAt, page.now, 'never') },
          { title: 'Id', cell: ({ tokenId }) => tokenId, whole: true },
        ],
        page,
      )

export const programListView: View<OutputOf<typeof listPrograms>> = ({ items }, page) =>
  items.length === 0
    ? 'No programs are connected. The console shows how: open its page "Connect an agent".'
    : table(
        items,
        [
          { title: 'Name', cell: ({ name }) => name },
          { title: 'At', cell: ({ address }) => address },
          { title: 'May', cell: ({ scope }) => PROGRAM_SCOPE_TEXTS[scope].title.toLowerCase() },
          { title: 'Last used', cell: (program) => whenOf(program.lastUsedAt, page.now, 'never') },
          { title: 'Expires', cell: (program) => relativeTime(program.expiresAt, page.now) },
          { title: 'Id', cell: ({ programId }) => programId, whole: true },
        ],
        page,
      )

export const mailListView: View<OutputOf<typeof listMail>> = ({ items }, page) =>
  items.length === 0
    ? 'No mail was sent.'
    : table(
        items,
        [
          { title: 'Sent', cell: ({ sentAt }) => relativeTime(sentAt, page.now) },
          { title: 'Site', cell: ({ siteName }) => siteName },
          { title: 'To', cell: ({ to }) => to.join(', ') },
          { title: 'Subject', cell: ({ subject }) => subject },
          { title: 'Delivery', cell: ({ delivery }) => delivery, spare: true },
          { title: 'From', cell: ({ from }) => from, spare: true },
          { title: 'Size', cell: ({ sizeBytes }) => bytes(sizeBytes), align: 'right', spare: true },
          { title: 'Mail id', cell: ({ mailId }) => mailId, whole: true },
        ],
        page,
      )

export const mailView: View<Mail> = (mail, page) => {
  const head = details(
    [
      ['From', mail.from],
      ['To', mail.to.join(', ')],
      ['Subject', { text: mail.subject, style: 'bold' }],
      ['Sent', `${relativeTime(mail.sentAt, page.now)} by ${mail.siteName}`],
      ['Delivery', mail.problem === undefined ? mail.delivery : `${mail.delivery}: ${mail.problem}`],
      ['Attached', mail.attachments.map((file) => `${file.filename} (${bytes(file.sizeBytes)})`).join(', ')],
    ],
    page,
  )
  const body =
    mail.text ??
    (mail.html === undefined ? '' : 'This mail is HTML only: see it in the console, or with --json.')
  return `${head}\n\n${body.trimEnd()}`
}

function mayOf({ readOnly, scopes }: Token): string {
  const held = scopes?.join(', ')
  if (held === undefined) return readOnly ? 'read' : 'everything you may'
  return readOnly ? `read: ${held}` : held
}

function whenOf(timestamp: string | undefined, now: number, otherwise: string): string {
  return timestamp === undefined ? otherwise : relativeTime(timestamp, now)
}
