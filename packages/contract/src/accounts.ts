import { z } from 'zod'
import { defineAction, type OutputOf } from './action.ts'
import { pageInput, pageOf, Timestamp } from './page.ts'
import { InvitedRole, Permission, Role, SiteRole } from './roles.ts'
import { SiteRef } from './site-shape.ts'

/** A customer of the platform; owns sites. */
export const Account = z.object({
  accountId: z.string(),
  name: z.string(),
  sites: z.number().int(),
  people: z.number().int(),
  createdAt: Timestamp,
})
export type Account = z.infer<typeof Account>

export const Person = z.object({
  personId: z.string(),
  email: z.string(),
  name: z.string(),
  role: Role,
  accountId: z.string(),
  accountName: z.string(),
  /** False until the invitation was accepted and a password set. */
  active: z.boolean(),
  createdAt: Timestamp,
})
export type Person = z.infer<typeof Person>

export const Me = z.object({
  /** Absent on the machine's own door, which needs no sign-in. */
  person: Person.optional(),
  /** "anna@example.com", a token's name, or "this machine". */
  displayName: z.string(),
  role: Role,
  accountId: z.string(),
  accountName: z.string(),
  /** What they may on the whole account, or everywhere; on single sites they may what is said there. */
  permissions: z.array(Permission),
  /** Single sites of other accounts that were shared with them, or on which they may more. */
  siteRoles: z.array(z.object({ siteId: z.string(), role: SiteRole, permissions: z.array(Permission) })),
  /** The administrator who acts as this person now, and until when. */
  actingBy: z.object({ email: z.string(), until: Timestamp }).optional(),
})
export type Me = z.infer<typeof Me>

export const Email = z
  .email('An e-mail address looks like anna@example.com.')
  .max(254)
  .transform((email) => email.toLowerCase())

export const showMe = defineAction({
  name: 'me.show',
  summary: 'Show who you are and what you may do',
  input: z.object({}),
  output: Me,
  errors: [],
  effect: 'reads',
  permission: 'self:read',
  http: 'GET /v1/me',
  cli: 'whoami',
  cliExample: 'aipress whoami',
  examples: ['who am I', 'what may I do', 'which account am I in'],
})

export const createAccount = defineAction({
  name: 'accounts.create',
  summary: 'Create an account for a customer',
  input: z.object({
    name: z.string().trim().min(1).max(80).describe('Name of the customer, for example "Blue Agency"'),
  }),
  output: Account,
  errors: ['account_name_taken'],
  effect: 'creates',
  permission: 'accounts:change',
  http: 'POST /v1/accounts',
  cli: 'account create <name>',
  cliExample: 'aipress account create "Blue Agency"',
  examples: ['create an account called {name}', 'new account {name}', 'add a customer {name}'],
})

export const listAccounts = defineAction({
  name: 'accounts.list',
  summary: 'List accounts',
  input: z.object({ ...pageInput }),
  output: pageOf(Account),
  errors: [],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'accounts:read',
  http: 'GET /v1/accounts',
  cli: 'account list',
  cliExample: 'aipress account list',
  examples: ['list accounts', 'show the accounts', 'which customers do we have'],
})

export const listPeople = defineAction({
  name: 'people.list',
  summary: 'List the people who can sign in',
  description: 'Owners and their members see those of their own account.',
  input: z.object({
    account: z.string().max(100).optional().describe('Only those of this account'),
    ...pageInput,
  }),
  output: pageOf(Person),
  errors: ['account_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'members:read',
  http: 'GET /v1/people',
  cli: 'person list',
  cliExample: 'aipress person list',
  examples: [
    'list people',
    'who can sign in',
    'show the users of the platform',
    'list the members of {account}',
  ],
})

export const invitePerson = defineAction({
  name: 'people.invite',
  summary: 'Invite a person and get their one-time link',
  description:
    'The link lets them choose a password; it works once and expires after 7 days. Inviting again makes a new link and voids the old, and keeps role and account where no others are named. Owners invite members of their own account.',
  input: z.object({
    email: Email,
    role: InvitedRole.optional().describe(
      'What they may ("aipress role list" tells all of it); owner when left out, or what they were invited as before',
    ),
    account: z
      .string()
      .max(100)
      .optional()
      .describe(
        'Account of the person (administrators only); when left out, that of an earlier invitation, a new one for an owner, the platform’s for administrators and operators, and for others it is asked for as soon as there are customers',
      ),
  }),
  output: z.object({
    person: Person,
    url: z.string(),
    expiresAt: Timestamp,
    /** The account was made with the invitation. */
    newAccount: z.boolean().optional(),
    /** What they were invited as before. */
    before: z.object({ role: Role, accountName: z.string() }).optional(),
  }),
  errors: ['person_exists', 'account_not_found', 'account_needed'],
  effect: 'creates',
  permission: 'members:change',
  http: 'POST /v1/people',
  cli: 'person invite <email>',
  cliExample: 'aipress person invite ben@example.com --role developer --account "Blue Agency"',
  examples: ['invite {email}', 'invite {email} as {role}', 'add the person {email}', 'give {email} access'],
})

/** Who is invited, as what and of which account, for every door. The link is told beside it. */
export function invitedInWords({ person, newAccount, before }: OutputOf<typeof invitePerson>): string {
  const { email, role, accountName } = person
  const what = `${role} of ${accountName}`
  if (before === undefined)
    return `${email} is invited as ${what}${newAccount === true ? ', a new account' : ''}.`
  const told =
    before.role === role && before.accountName === accountName
      ? `was invited before and stays ${what}`
      : `is invited again, now as ${what}; before it was as ${before.role} of ${before.accountName}`
  return `${email} ${told}. Their former link no longer works.`
}

export const removePerson = defineAction({
  name: 'people.remove',
  summary: 'Remove a person',
  description:
    'They are signed out at once, and their API tokens and their invitation stop working. Their sites stay with the account.',
  input: z.object({ person: z.string().max(254).describe('E-mail address or id') }),
  output: z.object({
    removed: z.string(),
    /** They had not accepted their invitation yet. */
    withdrawn: z.boolean().optional(),
  }),
  errors: ['person_not_found', 'last_administrator', 'last_owner'],
  effect: 'destroys',
  permission: 'members:change',
  http: 'DELETE /v1/people/{person}',
  cli: 'person remove <person>',
  cliExample: 'aipress person remove anna@example.com --yes',
  examples: ['remove the person {person}', 'revoke the access of {person}'],
  confirm: 'person',
})

export const Token = z.object({
  tokenId: z.string(),
  name: z.string(),
  /** The first characters, to recognise it by. */
  start: z.string(),
  readOnly: z.boolean(),
  /** Where it holds fewer permissions than its person. */
  scopes: z.array(Permission).optional(),
  /** Where it is for these sites alone: their names. */
  sites: z.array(z.string()).optional(),
  /** Where it is for this account alone: its name. */
  account: z.string().optional(),
  createdAt: Timestamp,
  expiresAt: Timestamp.optional(),
  lastUsedAt: Timestamp.optional(),
})
export type Token = z.infer<typeof Token>

/** A token for more sites is one for an account. */
const TOKEN_SITES_MAX = 50

/** A command line, a form and a person give one as it is. */
const oneOrMore = <Item extends z.ZodType>(item: Item, max: number) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item).min(1).max(max))

export const createToken = defineAction({
  name: 'tokens.create',
  summary: 'Create an API token for a program or agent',
  description:
    'The token acts as you: it may what you may now and never more, and less where scopes, sites or an account are named. It is shown once.',
  input: z.object({
    name: z.string().trim().min(1).max(60).describe('What it is for, for example "deploy script"'),
    days: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_650)
      .optional()
      .describe('After how many days it expires; never when left out'),
    readOnly: z.stringbool().or(z.boolean()).default(false).describe('Only actions that read'),
    scope: oneOrMore(Permission, Permission.options.length)
      .optional()
      .describe('The permissions it holds; all of yours when left out'),
    site: oneOrMore(SiteRef, TOKEN_SITES_MAX)
      .optional()
      .describe('The sites it is for, by name; all of yours when left out'),
    account: z.string().max(100).optional().describe('The account it is for; all of yours when left out'),
  }),
  output: z.object({ token: Token, secret: z.string() }),
  errors: ['site_not_found', 'account_not_found'],
  effect: 'creates',
  permission: 'self:change',
  http: 'POST /v1/tokens',
  cli: 'token create <name>',
  cliExample: 'aipress token create "deploy script" --days 90 --scope sites:read --scope sites:operate',
  examples: ['create an api token called {name}', 'new token {name}'],
})

export const listTokens = defineAction({
  name: 'tokens.list',
  summary: 'List your API tokens',
  description:
    'Administrators see those too that were made on the machine itself, which are nobody’s, and may revoke them.',
  input: z.object({}),
  output: z.object({
    items: z.array(Token),
    /** Those that were made on the machine itself and are nobody's; for administrators. */
    ofMachine: z.array(Token).optional(),
  }),
  errors: [],
  effect: 'reads',
  permission: 'self:change',
  http: 'GET /v1/tokens',
  cli: 'token list',
  cliExample: 'aipress token list',
  examples: ['list my tokens', 'show my api tokens'],
})

export const revokeToken = defineAction({
  name: 'tokens.revoke',
  summary: 'Revoke an API token',
  input: z.object({ token: z.string().max(60).describe('Id or name of the token') }),
  output: z.object({ revoked: z.string() }),
  errors: ['token_not_found'],
  effect: 'destroys',
  permission: 'self:change',
  http: 'DELETE /v1/tokens/{token}',
  cli: 'token revoke <token>',
  cliExample: 'aipress token revoke "deploy script" --yes',
  examples: ['revoke the token {token}', 'delete the api token {token}'],
  confirm: 'token',
})

export const accountActions = [
  showMe,
  createAccount,
  listAccounts,
  listPeople,
  invitePerson,
  removePerson,
  createToken,
  listTokens,
  revokeToken,
]
