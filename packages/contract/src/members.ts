import { z } from 'zod'
import { Person } from './accounts.ts'
import { defineAction } from './action.ts'
import { Timestamp } from './page.ts'
import { InvitedRole, Permission, Role } from './roles.ts'

const PersonRef = z.string().max(254).describe('E-mail address or id')

export const changeRole = defineAction({
  name: 'people.role',
  summary: 'Change the role of a person',
  description:
    'Takes effect at once, for their API tokens too. Nobody gives a role that may more than they may themselves, and the last owner of an account and the last administrator stay what they are.',
  input: z.object({
    person: PersonRef,
    role: InvitedRole.describe('What they are from now on'),
  }),
  output: z.object({ person: Person, formerRole: Role }),
  errors: ['person_not_found', 'last_administrator', 'last_owner'],
  effect: 'changes',
  permission: 'members:change',
  http: 'PATCH /v1/people/{person}',
  cli: 'person role <person> <role>',
  cliExample: 'aipress person role anna@example.com viewer',
  examples: [
    'make {person} a {role}',
    'make {person} an {role}',
    'change the role of {person} to {role}',
    '{person} shall be {role}',
  ],
})

/** Long enough to see what a customer sees; whoever needs longer says so again. */
export const IMPERSONATION_MINUTES_MAX = 60

export const impersonatePerson = defineAction({
  name: 'people.impersonate',
  summary: 'Act as a customer for a while, to see what they see',
  description:
    'From the console alone, for your own session there, and for an hour at most; every line of the audit log then names you and them. Not for people with a role on the platform, and not with an API token.',
  input: z.object({
    person: PersonRef,
    minutes: z.coerce
      .number()
      .int()
      .min(1)
      .max(IMPERSONATION_MINUTES_MAX)
      .default(30)
      .describe('After how many minutes it ends by itself, 60 at most'),
    reason: z.string().trim().max(200).optional().describe('Why, for the audit log'),
  }),
  output: z.object({ person: Person, until: Timestamp }),
  errors: ['person_not_found'],
  effect: 'changes',
  permission: 'people:impersonate',
  http: 'POST /v1/people/{person}/impersonate',
  cli: 'person impersonate <person>',
  cliExample: 'aipress person impersonate anna@example.com --minutes 15',
  examples: ['act as {person}', 'impersonate {person}', 'show me what {person} sees'],
})

export const stopImpersonating = defineAction({
  name: 'people.stop-impersonating',
  summary: 'Stop acting as a customer and be yourself again',
  input: z.object({}),
  output: z.object({ wasActingAs: z.string().optional() }),
  errors: [],
  effect: 'changes',
  permission: 'self:read',
  http: 'POST /v1/me/stop-impersonating',
  cli: 'person stop-impersonating',
  cliExample: 'aipress person stop-impersonating',
  examples: ['stop acting as somebody else', 'stop impersonating', 'be myself again'],
})

export const RoleMeaning = z.object({
  role: Role,
  summary: z.string(),
  permissions: z.array(Permission),
  /** The summaries of the actions that it may do, in the contract's order. */
  actions: z.array(z.string()),
})
export type RoleMeaning = z.infer<typeof RoleMeaning>

export const listRoles = defineAction({
  name: 'roles.list',
  summary: 'Show the roles and what each may do',
  input: z.object({ role: Role.optional().describe('Only this one') }),
  output: z.object({ items: z.array(RoleMeaning) }),
  errors: [],
  effect: 'reads',
  permission: 'self:read',
  http: 'GET /v1/roles',
  cli: 'role list',
  cliExample: 'aipress role list --role developer',
  examples: [
    'which roles are there',
    'list the roles',
    'what may a {role} do',
    'what may an {role} do',
    'what can a {role} do',
    'what is a {role} allowed to do',
  ],
})

export const memberActions = [changeRole, impersonatePerson, stopImpersonating, listRoles]
