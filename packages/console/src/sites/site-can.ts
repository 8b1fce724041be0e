import type { Me } from '@aipress/contract/accounts.ts'
import type { Permission } from '@aipress/contract/roles.ts'
import type { Site, SiteState } from '@aipress/contract/sites.ts'
import { mayOn } from '../sign-in/session.ts'

/** Whether a button may be pressed; with the reason when it may not. The server decides in the end. */
export type Verdict = { allowed: true } | { allowed: false; reason: string }

type Rule = (site: Site, me: Me) => Verdict

export const siteCan = {
  logIn: rule('sites:operate', ['running'], false),
  runWpCli: rule('sites:operate', ['running'], false),
  changePhp: rule('sites:change', ['running', 'suspended'], true),
  purgeCache: rule('sites:operate', ['running', 'suspended'], false),
  runCron: rule('sites:operate', ['running'], false),
  suspend: rule('sites:change', ['running'], true),
  resume: rule('sites:change', ['suspended'], true),
  rename: rule('sites:change', ['running', 'suspended'], true),
  changeHostnames: rule('sites:change', ['running', 'suspended'], true),
  delete: rule('sites:delete', ['running', 'suspended'], true),
  changeTier: rule('billing:change', ['running', 'suspended'], true),
  label: rule('sites:change', ['creating', 'running', 'suspended'], false),
  move: rule('platform:change', ['running', 'suspended'], true),
  pin: rule('platform:change', ['creating', 'running', 'suspended'], false),
  undelete: rule('sites:delete', ['deleted'], true),
} satisfies Record<string, Rule>

export function reasonOf(verdict: Verdict): string | undefined {
  return verdict.allowed ? undefined : verdict.reason
}

const STATE_REASONS: Record<SiteState, string> = {
  creating: 'The site is still being created.',
  running: 'The site is running.',
  suspended: 'The site is suspended; resume it first.',
  deleted: 'The site is deleted; bring it back first.',
}

function rule(permission: Permission, states: readonly SiteState[], exclusive: boolean): Rule {
  return (site, me) => {
    if (!mayOn(me, permission, site)) return { allowed: false, reason: 'Your role does not allow this.' }
    if (!states.includes(site.state)) return { allowed: false, reason: STATE_REASONS[site.state] }
    if (exclusive && site.operationId !== undefined) {
      return { allowed: false, reason: 'An operation is at work on this site.' }
    }
    return { allowed: true }
  }
}
