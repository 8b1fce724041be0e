import type {
  changeRole,
  giveAccess,
  impersonatePerson,
  listAccess,
  listRoles,
  OutputOf,
} from '@aipress/contract'
import { details, table } from './table.ts'
import { relativeTime } from './values.ts'
import type { View } from './view.ts'

export const roleChangedView: View<OutputOf<typeof changeRole>> = ({ person, formerRole }, page) =>
  person.role === formerRole
    ? `${person.email} is ${person.role} of ${person.accountName} already.`
    : `${page.paint('green', '✓')} ${person.email} is ${person.role} of ${person.accountName} now, no longer ${formerRole}.`

export const actingView: View<OutputOf<typeof impersonatePerson>> = ({ person, until }, page) =>
  `${page.paint('green', '✓')} You act as ${person.email} until ${until}. End it with: aipress person stop-impersonating`

export const accessListView: View<OutputOf<typeof listAccess>> = ({ siteName, accountName, items }, page) =>
  items.length === 0
    ? `Nobody of ${accountName} has access to ${siteName}. Share it: aipress access give ${siteName} <email>`
    : table(
        items,
        [
          { title: 'Who', cell: ({ email }) => email, whole: true },
          { title: 'Role', cell: ({ role }) => role },
          { title: 'On', cell: ({ on }) => (on === 'site' ? 'this site' : accountName) },
          { title: 'State', cell: ({ active }) => (active ? 'active' : 'invited') },
          { title: 'Since', cell: ({ since }) => relativeTime(since, page.now), spare: true },
        ],
        page,
      )

export const accessGivenView: View<OutputOf<typeof giveAccess>> = (
  { siteName, email, role, url, expiresAt },
  page,
) => {
  const given = `${page.paint('green', '✓')} ${email} is ${role} of ${siteName}.`
  if (url === undefined || expiresAt === undefined) return given
  const expiry = page.paint('dim', `It works once and expires ${relativeTime(expiresAt, page.now)}.`)
  return [`${given} Their link:`, url, expiry].join('\n')
}

export const roleListView: View<OutputOf<typeof listRoles>> = ({ items }, page) => {
  const [only] = items
  if (items.length === 1 && only !== undefined) {
    return [
      `${page.paint('bold', only.role)}: ${only.summary}`,
      `Permissions: ${only.permissions.join(', ')}`,
      ...only.actions.map((summary) => `- ${summary}`),
    ].join('\n')
  }
  return details(
    items.map(({ role, summary }) => [role === 'guest' ? 'single sites (guest)' : role, summary] as const),
    page,
  )
}
