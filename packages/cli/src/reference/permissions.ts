import {
  ACTIONS,
  type AnyAction,
  isOfPlatform,
  PERMISSION_SUBJECTS,
  PERMISSIONS,
  type Permission,
  ROLE_PERMISSIONS,
  ROLE_SUMMARIES,
  Role,
  SITE_ROLE_PERMISSIONS,
  SiteRole,
} from '@aipress/contract'

/** The text of docs/permissions.md. What it says of each action is proven by test/journeys/roles.test.ts. */
export function renderPermissions(): string {
  return `${[
    INTRODUCTION.trim(),
    `## Roles\n\n${roles()}`,
    `## Who may do what\n\n${LEGEND}\n\n${actions()}`,
    `## Permissions\n\nWhat tokens are limited to with \`--scope\`.\n\n${permissions()}`,
  ].join('\n\n')}\n`
}

const INTRODUCTION = `
<!-- Written by packages/cli/src/reference/write.ts; a test fails while it is out of date. -->
# Who may do what

A person has one role on one account, or on the platform; and besides, single sites can be shared with them, of any account. Every door asks the same rules: chat, console, command line, REST and MCP.

- What belongs to an account that is not yours is *not found*; nobody is told that it exists. What you see but may not do is *not permitted*.
- Nobody gives or takes a role that may more than they may themselves. The last owner of an account and the last administrator stay what they are.
- An API token may what its person may at that moment, and less where it was made with \`--scope\`, \`--site\`, \`--account\` or \`--read-only\`. A token made by a token is never wider than it.
- An administrator who acts as a customer has that person's rights without \`self:change\`, for an hour at most; each line of the audit log names both.
`

const LEGEND =
  '**all**: on every account. **account**: on their own. **site**: on the sites shared with them in this role. **self**: their own things.'

function roles(): string {
  const rows = Role.options.map((role) => `| ${role} | ${ROLE_SUMMARIES[role]} |`)
  const shared = `A site is shared with a person as ${SiteRole.options.join(' or ')}: what that role may, on this site alone.`
  return `${['| role | may |', '|---|---|', ...rows].join('\n')}\n\n${shared}`
}

function actions(): string {
  const heads = [...Role.options, ...SiteRole.options.map((role) => `${role} of a site`)]
  return [
    `| action | permission | ${heads.join(' | ')} |`,
    `|---|---|${heads.map(() => '---|').join('')}`,
    ...ACTIONS.map(actionRow),
  ].join('\n')
}

function actionRow(action: AnyAction): string {
  const cells = [
    ...Role.options.map((role) => reachOf(role, action.permission)),
    ...SiteRole.options.map((role) =>
      SITE_ROLE_PERMISSIONS[role].includes(action.permission) ? 'site' : '–',
    ),
  ]
  return `| \`${action.name}\` ${action.summary} | \`${action.permission}\` | ${cells.join(' | ')} |`
}

function reachOf(role: Role, permission: Permission): string {
  if (!ROLE_PERMISSIONS[role].includes(permission)) return '–'
  if (PERMISSION_SUBJECTS[permission] === 'self') return 'self'
  return isOfPlatform(role) ? 'all' : 'account'
}

function permissions(): string {
  const rows = PERMISSIONS.map((permission) => {
    const held = Role.options.filter((role) => ROLE_PERMISSIONS[role].includes(permission))
    return `| \`${permission}\` | ${PERMISSION_SUBJECTS[permission]} | ${held.join(', ')} |`
  })
  return ['| permission | held on | roles |', '|---|---|---|', ...rows].join('\n')
}
