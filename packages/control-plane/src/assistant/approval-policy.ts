import { type AnyAction, isOfPlatform } from '@aipress/contract'
import type { Caller } from '../kernel/caller.ts'
import { costsMore } from './costs.ts'

/** Who chose the call: the interpreter repeats what a person said, a model may have been talked into it. */
export type Origin = 'interpreter' | 'model'

export interface Circumstances {
  readonly origin: Origin
  /** Changing calls that the model has already proposed in this turn. */
  readonly changesBefore: number
  /** The model has read text that strangers wrote. */
  readonly hasReadForeignText: boolean
}

/**
 * Whether a call runs or waits for a person. Nothing that destroys, touches many sites or costs more
 * ever runs unasked. A person's plain words are enough for another change; a model's proposal is only when it is the turn's first and nobody
 * else's text can have suggested it.
 */
export function needsApproval(
  action: AnyAction,
  input: Record<string, unknown>,
  { origin, changesBefore, hasReadForeignText }: Circumstances,
): boolean {
  if (action.effect === 'destroys') return true
  if (action.effect === 'reads') return false
  if (action.affectsMany === true || costsMore(action, input)) return true
  if (action.name === 'sites.wp') return wpNeedsApproval(argsOf(input), origin)
  if (origin === 'interpreter') return false
  return hasReadForeignText || changesBefore > 0
}

/** Whether what the action answers to this caller may hold words of strangers. */
export function holdsForeignText(action: AnyAction, caller: Caller): boolean {
  if (action.holdsForeignText === 'to-administrators') return seesOfOthers(caller)
  return action.holdsForeignText === 'to-everyone'
}

/** Whoever sees things of accounts other than their own. */
const seesOfOthers = ({ role, siteRoles = [] }: Caller) => isOfPlatform(role) || siteRoles.length > 0

/** Calls that can change something, for counting. Read-only commands of WP-CLI are none. */
export function isChange(action: AnyAction, input: Record<string, unknown>): boolean {
  if (action.name === 'sites.wp') return !isReadOnlyWp(argsOf(input))
  return action.effect !== 'reads'
}

/** Commands of WP-CLI that only look. Flags that make it run other code are never among them. */
const READ_ONLY_WP = new Set([
  'core version',
  'core check-update',
  'core is-installed',
  'option get',
  'plugin list',
  'plugin get',
  'plugin status',
  'theme list',
  'theme get',
  'theme status',
  'post list',
  'post get',
  'page list',
  'user list',
  'comment list',
  'comment count',
  'term list',
  'menu list',
  'media image-size',
  'cron event',
  'site list',
  'cli version',
  'cli info',
  'db size',
])

const RUNS_CODE = /^--(exec|require|ssh|http|path|config|allow-root|skip-)/

export function isReadOnlyWp(args: readonly string[]): boolean {
  if (args.some((argument) => RUNS_CODE.test(argument))) return false
  const words = args.filter((argument) => !argument.startsWith('-')).map((word) => word.toLowerCase())
  const command = words.slice(0, 2).join(' ')
  if (command === 'cron event') return words[2] === 'list'
  return READ_ONLY_WP.has(command)
}

/** What makes even a person's own command worth a second look. */
const HARMFUL_WP =
  /^(delete|drop|reset|empty|clean|uninstall|destroy|import|eval|eval-file|shell|query|cli|spam|trash|search-replace|remove-cap|remove-role|flush|deactivate)$/

function wpNeedsApproval(args: readonly string[], origin: Origin): boolean {
  if (isReadOnlyWp(args)) return false
  if (origin === 'model') return true
  return args.some((argument) => HARMFUL_WP.test(argument.toLowerCase()) || RUNS_CODE.test(argument))
}

function argsOf(input: Record<string, unknown>): string[] {
  return Array.isArray(input.args) ? input.args.map(String) : []
}
