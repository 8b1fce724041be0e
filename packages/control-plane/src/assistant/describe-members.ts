import {
  invitedInWords,
  type invitePerson,
  type Me,
  type OutputOf,
  type Person,
  ROLE_SUMMARIES,
  type Role,
  type RoleMeaning,
  type removePerson,
  roleInWords,
  type SiteAccess,
} from '@aipress/contract'

const SHOWN_MAX = 20

/** What is said of people, their roles and what was shared with them. */
export const MEMBER_DESCRIPTIONS: Record<string, (output: never) => string> = {
  'me.show': describeMe,
  'people.invite': describeInvitation,
  'people.remove': ({ removed, withdrawn }: OutputOf<typeof removePerson>) =>
    withdrawn === true
      ? `The invitation of ${removed} is withdrawn, and its link no longer works.`
      : `${removed} can no longer sign in. Their sites stay.`,
  'people.role': ({ person, formerRole }: { person: Person; formerRole: Role }) =>
    person.role === formerRole
      ? `${person.email} is ${withArticle(person.role)} already.`
      : `${person.email} is ${withArticle(person.role)} now, and was ${withArticle(formerRole)}: ${ROLE_SUMMARIES[person.role]}.`,
  'people.impersonate': ({ person, until }: { person: Person; until: string }) =>
    `You act as ${person.email} until ${until.slice(11, 16)} UTC. Load the page again to see what they see; "stop impersonating" ends it.`,
  'people.stop-impersonating': ({ wasActingAs }: { wasActingAs?: string }) =>
    wasActingAs === undefined
      ? 'You are yourself already.'
      : `You are yourself again, no longer ${wasActingAs}.`,
  'roles.list': describeRoles,
  'access.list': describeAccess,
  'access.give': ({
    siteName,
    email,
    role,
    url,
  }: {
    siteName: string
    email: string
    role: Role
    url?: string
  }) =>
    `${email} is ${withArticle(role)} of ${siteName} now.${url === undefined ? '' : ' Send them the link above; it works once, within 7 days.'}`,
  'access.revoke': ({ siteName, email }: { siteName: string; email: string }) =>
    `${siteName} is no longer shared with ${email}.`,
}

/** The card has the link, whole and to be copied. */
function describeInvitation(invitation: OutputOf<typeof invitePerson>): string {
  return `${invitedInWords(invitation)} Send them the link above; it works once, within 7 days.`
}

function describeMe({ displayName, role, accountName, siteRoles, actingBy }: Me): string {
  const acts =
    actingBy === undefined ? '' : ` ${actingBy.email} acts as you until ${actingBy.until.slice(11, 16)} UTC.`
  if (role === 'guest') return `You are ${displayName}, ${roleInWords({ role, siteRoles })}.${acts}`
  const shared =
    siteRoles.length === 0
      ? ''
      : ` ${siteRoles.length === 1 ? 'One site was' : `${siteRoles.length} sites were`} shared with you.`
  return `You are ${displayName}, ${withArticle(role)} in the account ${accountName}: ${ROLE_SUMMARIES[role]}.${shared}${acts}`
}

function describeRoles({ items }: { items: RoleMeaning[] }): string {
  const [only] = items
  if (items.length > 1 || only === undefined)
    return items.map(({ role, summary }) => `- ${role}: ${summary}`).join('\n')
  const more = only.actions.length > SHOWN_MAX ? [`- … and ${only.actions.length - SHOWN_MAX} more.`] : []
  return [
    `${withArticle(only.role, true)}: ${only.summary}. That is:`,
    ...only.actions.slice(0, SHOWN_MAX).map((summary) => `- ${summary}`),
    ...more,
  ].join('\n')
}

function describeAccess({
  siteName,
  accountName,
  items,
}: {
  siteName: string
  accountName: string
  items: SiteAccess[]
}): string {
  if (items.length === 0)
    return `Nobody of ${accountName} has access to ${siteName}, only the platform’s own people.`
  const lines = items
    .slice(0, SHOWN_MAX)
    .map(
      ({ email, role, on, active }) =>
        `- ${email}: ${role}${on === 'site' ? ' of this site alone' : ''}${active ? '' : ', invited'}`,
    )
  const more = items.length > SHOWN_MAX ? [`- … and ${items.length - SHOWN_MAX} more.`] : []
  return [`${siteName} is of the account ${accountName}. Access have:`, ...lines, ...more].join('\n')
}

function withArticle(role: Role, atStart = false): string {
  const article = /^[aeiou]/.test(role) ? 'an' : 'a'
  // "Billing" is a thing and not a person.
  if (role === 'billing') return atStart ? 'Billing' : 'billing'
  return `${atStart ? article.charAt(0).toUpperCase() + article.slice(1) : article} ${role}`
}
