import { z } from 'zod'
import { defineAction } from './action.ts'
import { Timestamp } from './page.ts'
import { PERMISSIONS, type Permission } from './roles.ts'

/** How far a connected program may go, each including the one before. */
export const PROGRAM_SCOPES = ['read', 'operate', 'full'] as const
export const ProgramScope = z.enum(PROGRAM_SCOPES)
export type ProgramScope = z.infer<typeof ProgramScope>

/** What people read where they choose one; in one place for the console, the protocol and documents. */
export const PROGRAM_SCOPE_TEXTS: Record<ProgramScope, { title: string; hint: string }> = {
  read: {
    title: 'Look only',
    hint: 'See sites, operations, figures and costs. Change nothing, and see no logs and no mail: they can hold a way in.',
  },
  operate: {
    title: 'Look and operate',
    hint: 'Also create and change sites, read their logs and mail, run WP-CLI and log in. Delete no site, change no tier and no people.',
  },
  full: {
    title: 'Everything you may do',
    hint: 'Also delete, and what else your role includes. Never your sign-in: no tokens, no other programs.',
  },
}

/** Named one by one: a right that is thought of later is not given to programs that were allowed before it. */
const LOOKING: readonly Permission[] = [
  'sites:read',
  'operations:read',
  'billing:read',
  'members:read',
  'self:read',
  'accounts:read',
  'platform:read',
  'audit:read',
]

/** Logs and mail go with the right to log in, as with roles: a link for a new password is a way in. */
const OPERATING: readonly Permission[] = [
  ...LOOKING,
  'sites:create',
  'sites:change',
  'sites:operate',
  'logs:read',
  'mail:read',
]

/** How one signs in, and acting as somebody else. */
const NEVER: readonly Permission[] = ['self:change', 'people:impersonate']

/**
 * What a program may at most, of what its person may. `self:change` is in none: a program that made itself
 * a token would outlive its own disconnection.
 */
export function permissionsOfScope(scope: ProgramScope): readonly Permission[] {
  if (scope === 'read') return LOOKING
  return scope === 'operate' ? OPERATING : PERMISSIONS.filter((permission) => !NEVER.includes(permission))
}

export const Program = z.object({
  programId: z.string(),
  /** What the program calls itself. Anybody can write "Claude" there. */
  name: z.string(),
  /** Where it gets its answers: a hostname, or "this computer". */
  address: z.string(),
  scope: ProgramScope,
  createdAt: Timestamp,
  expiresAt: Timestamp,
  lastUsedAt: Timestamp.optional(),
})
export type Program = z.infer<typeof Program>

/** More is a program that connects in a loop. */
export const PROGRAMS_PER_PERSON_MAX = 100

export const listPrograms = defineAction({
  name: 'programs.list',
  summary: 'List the programs you have connected',
  description: 'Programs that you allowed to act as you, by signing in from them; most recent first.',
  input: z.object({}),
  output: z.object({ items: z.array(Program) }),
  errors: [],
  holdsForeignText: 'to-everyone',
  effect: 'reads',
  permission: 'self:change',
  http: 'GET /v1/programs',
  cli: 'program list',
  cliExample: 'aipress program list',
  examples: ['list my connected programs', 'which programs are connected', 'show the connected programs'],
})

export const disconnectProgram = defineAction({
  name: 'programs.disconnect',
  summary: 'Disconnect a program',
  description: 'It is refused from its next call on. It can ask you again.',
  input: z.object({ program: z.string().max(100).describe('Id or name of the program') }),
  output: z.object({ disconnected: z.string() }),
  errors: ['program_not_found'],
  effect: 'destroys',
  permission: 'self:change',
  http: 'DELETE /v1/programs/{program}',
  cli: 'program disconnect <program>',
  cliExample: 'aipress program disconnect "Claude Code" --yes',
  examples: ['disconnect the program {program}', 'disconnect the connected program {program}'],
  confirm: 'program',
})

export const programActions = [listPrograms, disconnectProgram]
