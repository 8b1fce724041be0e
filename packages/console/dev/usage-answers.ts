import type { Site } from '@aipress/contract/sites.ts'
import { TIERS } from '@aipress/contract/tiers.ts'
import type { SiteUsage } from '@aipress/contract/usage.ts'
import type { Answer } from './answers.ts'
import { ago, findSite, type World } from './world.ts'

const DAYS = 30

/** Figures that follow from a site's name, with its `nearLimits` as they are. */
export const USAGE_ANSWERS: Record<string, Answer> = {
  'usage.show': ({ site, standing }, { world }) => {
    const sites = site === undefined ? living(world) : [findSite(world, site)]
    const least = standing === undefined ? 0 : standing === 'over' ? 100 : 80
    const items = sites
      .map((one) => ({ ...usageOf(one), ...(site === undefined ? {} : { days: daysOf(one) }) }))
      .filter(
        ({ storageBytes, bandwidthBytes, visits }) =>
          Math.max(storageBytes.usedPercent, bandwidthBytes.usedPercent, visits.usedPercent) >= least,
      )
    const sum = (amount: (usage: SiteUsage) => number) => items.reduce((all, one) => all + amount(one), 0)
    return {
      items,
      month: new Date().toISOString().slice(0, 7),
      total: {
        sites: items.length,
        storageBytes: sum((one) => one.storageBytes.used),
        bandwidthBytes: sum((one) => one.bandwidthBytes.used),
        visits: sum((one) => one.visits.used),
      },
    }
  },
}

const living = (world: World) => world.sites.filter(({ state }) => state !== 'deleted')

function usageOf(site: Site): SiteUsage {
  const tier = TIERS[site.tier]
  const percentOf = (kind: string, otherwise: number) =>
    site.nearLimits?.find(({ of }) => of === kind)?.usedPercent ?? otherwise
  const used = (limit: number, usedPercent: number) => ({
    used: Math.round((limit * usedPercent) / 100),
    limit,
    usedPercent,
  })
  const storage = used(tier.storageGb * 1e9, percentOf('storage', 24))
  const databaseBytes = Math.round(storage.used / 20)
  return {
    siteId: site.siteId,
    siteName: site.name,
    siteTitle: site.title,
    tier: site.tier,
    storageBytes: {
      ...storage,
      databaseBytes,
      mediaBytes: storage.used - databaseBytes,
      measuredAt: ago(18),
    },
    bandwidthBytes: used(tier.bandwidthGb * 1e9, percentOf('bandwidth', 11)),
    visits: used(tier.visits, percentOf('visits', 37)),
    warnings: [],
  }
}

function daysOf(site: Site) {
  return Array.from({ length: DAYS }, (_, index) => {
    const visits = 40 + ((index * 37 + site.name.length * 11) % 90)
    const date = ago((DAYS - 1 - index) * 24 * 60).slice(0, 10)
    return { date, visits, bandwidthBytes: visits * 1_400_000, requests: visits * 24 }
  })
}
