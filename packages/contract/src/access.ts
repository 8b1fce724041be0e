import { z } from 'zod'
import { Email } from './accounts.ts'
import { defineAction } from './action.ts'
import { Timestamp } from './page.ts'
import { Role, SiteRole } from './roles.ts'
import { SiteRef } from './site-shape.ts'

/** Somebody who may do something on a site: as a member of its account, or because it was shared with them. */
export const SiteAccess = z.object({
  email: z.string(),
  role: Role,
  /** `account`: the role is theirs on all sites of the account. */
  on: z.enum(['account', 'site']),
  /** False until their invitation was accepted. */
  active: z.boolean(),
  since: Timestamp,
})
export type SiteAccess = z.infer<typeof SiteAccess>

/** Of a site; more people would be an account of their own. */
export const SHARED_WITH_MAX = 50

export const listAccess = defineAction({
  name: 'access.list',
  summary: 'Show who has access to a site',
  description:
    'The members of its account with their roles, and people with whom this one site was shared. The platform’s own administrators and operators have access to every site and are not listed.',
  input: z.object({ site: SiteRef }),
  output: z.object({ siteName: z.string(), accountName: z.string(), items: z.array(SiteAccess) }),
  errors: ['site_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'members:read',
  http: 'GET /v1/sites/{site}/access',
  cli: 'access list <site>',
  cliExample: 'aipress access list corner-bakery',
  examples: [
    'who has access to {site}',
    'who can see {site}',
    'who may work on {site}',
    'show the access of {site}',
    'with whom is {site} shared',
  ],
})

export const giveAccess = defineAction({
  name: 'access.give',
  summary: 'Share one site with a person, for example a contractor',
  description:
    'They see this site and nothing else of the account. Somebody who is not here yet gets a one-time link, as with an invitation. Doing it again changes the role.',
  input: z.object({
    site: SiteRef,
    email: Email,
    role: SiteRole.default('developer').describe('developer: works on the site; viewer: sees it'),
  }),
  output: z.object({
    siteName: z.string(),
    email: z.string(),
    role: SiteRole,
    /** For somebody who cannot sign in yet: the link that lets them in, once. */
    url: z.string().optional(),
    expiresAt: Timestamp.optional(),
  }),
  errors: ['site_not_found'],
  effect: 'changes',
  permission: 'members:change',
  http: 'POST /v1/sites/{site}/access',
  cli: 'access give <site> <email>',
  cliExample: 'aipress access give corner-bakery ben@example.com --role developer',
  examples: [
    'share {site} with {email}',
    'share {site} with {email} as {role}',
    'give {email} access to {site}',
    'give {email} access to {site} as {role}',
    'make {email} a {role} of {site}',
    'let {email} work on {site}',
  ],
})

export const revokeAccess = defineAction({
  name: 'access.revoke',
  summary: 'Stop sharing a site with a person',
  description: 'Ends what was given on this one site, at once. Members of its account keep their role there.',
  input: z.object({ site: SiteRef, person: z.string().max(254).describe('E-mail address of the person') }),
  output: z.object({ siteName: z.string(), email: z.string() }),
  errors: ['site_not_found', 'person_not_found'],
  effect: 'changes',
  permission: 'members:change',
  http: 'DELETE /v1/sites/{site}/access/{person}',
  cli: 'access revoke <site> <person>',
  cliExample: 'aipress access revoke corner-bakery ben@example.com',
  examples: [
    'stop sharing {site} with {person}',
    'revoke the access of {person} to {site}',
    'take {site} away from {person}',
  ],
})

export const accessActions = [listAccess, giveAccess, revokeAccess]
