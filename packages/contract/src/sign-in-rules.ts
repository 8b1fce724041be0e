import { z } from 'zod'
import { defineAction } from './action.ts'
import { Timestamp } from './page.ts'

/** What the platform asks of its own people when they sign in: of everybody with a role on the platform. */
export const SignInRules = z.object({
  secondFactor: z.enum(['required', 'optional']),
  /** Administrators and operators who can sign in. */
  people: z.number().int(),
  /** Those of them who have neither an app for codes nor a passkey: they are led to set one up. */
  without: z.number().int(),
  changedAt: Timestamp.optional(),
  changedBy: z.string().optional(),
})
export type SignInRules = z.infer<typeof SignInRules>

export const showSignInRules = defineAction({
  name: 'sign-in-rules.show',
  summary: 'Show what administrators and operators need to sign in',
  input: z.object({}),
  output: SignInRules,
  errors: [],
  effect: 'reads',
  permission: 'accounts:read',
  http: 'GET /v1/sign-in-rules',
  cli: 'person sign-in-rules',
  cliExample: 'aipress person sign-in-rules',
  examples: [
    'show the sign-in rules',
    'is a second factor required',
    'do administrators need a second factor',
    'how many administrators have no second factor',
  ],
})

export const changeSignInRules = defineAction({
  name: 'sign-in-rules.change',
  summary: 'Require a second factor',
  description:
    'Of administrators and operators, or no longer. Where it is required, an administrator or operator without an app for codes or a passkey is led to set one up at once, and can do nothing else before. API tokens and connected programs go on working, but make no new tokens and cannot make it optional again. Whoever requires it must have a second factor.',
  input: z.object({
    secondFactor: z
      .enum(['required', 'optional'])
      .describe('required: administrators and operators need a second factor; optional: each decides'),
  }),
  output: SignInRules,
  errors: ['second_factor_conflict'],
  effect: 'changes',
  permission: 'accounts:change',
  http: 'PATCH /v1/sign-in-rules',
  cli: 'person change-sign-in-rules',
  cliExample: 'aipress person change-sign-in-rules --second-factor required',
  examples: [
    'make a second factor {secondFactor} for administrators',
    'make the second factor {secondFactor}',
    'set the second factor of administrators to {secondFactor}',
  ],
})

export const signInRuleActions = [showSignInRules, changeSignInRules]
