import { contactsOf } from '../accounts/index.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { leavePlatformMail } from '../mail/index.ts'
import type { SiteLimits } from '../sites/index.ts'
import * as usage from '../usage/index.ts'
import type { Cloud } from './cloud.ts'
import type { Core } from './core.ts'

export const tierLimits = ({ config }: Core): usage.LimitsOf =>
  usage.limitsOfTiers(config.tierLimitsForTestsOnly)

export function limitsOfSites(core: Core): SiteLimits {
  const limitsOf = tierLimits(core)
  return {
    nearLimitsOf: (siteIds) =>
      usage.nearLimitsOf(core.directory, limitsOf, usage.monthOf(Date.now()), siteIds),
  }
}

/** What a control group meters of its own sites. */
export function usageReconcilers(core: Core, cloud: Cloud): Reconciler[] {
  const { config, directory, seal, front, group } = core
  const { controlGroup } = config
  const common = { directory, controlGroup, limitsOf: tierLimits(core), clock: Date.now }
  const addressOf = (name: string) => `${name}@aipress.${config.domain}`
  return [
    usage.createTrafficMeter({ directory, seal, traffic: cloud.trafficLog, controlGroup, clock: Date.now }),
    usage.createCpuMeter({ directory, meter: cloud.cpuMeter, clock: Date.now }),
    usage.createStorageMeter({ ...common, host: cloud.siteHost }),
    usage.createUsageWarnings({
      ...common,
      async mail(warning) {
        const to = await contactsOf(front.database, warning.accountId, addressOf('admin'))
        const mail = { ...warning, key: `usage/${warning.key}`, from: addressOf('usage'), to }
        await leavePlatformMail(group.database, { ...mail, sentAt: new Date() }, config.smtpUrl !== undefined)
      },
    }),
  ]
}
