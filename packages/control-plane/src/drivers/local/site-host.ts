import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SiteHost } from '../../platform/site-host.ts'
import { claimSlot } from './claim-slot.ts'
import { emptySlot } from './empty-slot.ts'
import { haltSlot } from './halt-slot.ts'
import { inspectSlot } from './inspect-slot.ts'
import { loginPath } from './login-path.ts'
import { PHP_VERSION } from './php-fpm.ts'
import { prepareSlot } from './prepare-slot.ts'
import { readdressSite } from './readdress.ts'
import { repairSlot } from './repair-slot.ts'
import { retitleSite } from './retitle.ts'
import { createRunLimit } from './run-limit.ts'
import { readSiteLogs } from './site-logs.ts'
import { type SlotDeps, slotOf } from './slot-deps.ts'
import { readSlotRecord } from './slot-record.ts'
import { runWpCli, type WpCliTarget } from './wp-cli.ts'

/** Of one site at once: each takes as much as several visitors. */
const WP_CLI_RUNS_MAX = 3

/**
 * WordPress sites in the slots of this machine's shards. What a slot's state file says is true whenever
 * the process is killed: it calls a slot prepared only when all else is done.
 */
export function createLocalSiteHost(deps: SlotDeps): SiteHost {
  const { layout, wordpressVersion } = deps
  const limited = createRunLimit(WP_CLI_RUNS_MAX)
  return {
    versions: { wordpress: wordpressVersion, php: PHP_VERSION },
    prepare: (place, secrets, signal) => prepareSlot(deps, place, secrets, signal),
    claim: (place, identity, signal) => claimSlot(deps, place, identity, signal),
    repair: (place, wanted, signal) => repairSlot(deps, place, wanted, signal),
    inspect: (place, signal) => inspectSlot(deps, place, signal),
    empty: (place, signal) => emptySlot(deps, place, signal),
    halt: (place, signal) => haltSlot(deps, place, signal),

    async retitle(place, title, signal) {
      await claimedSite(deps, place)
      await retitleSite(deps, place, title, signal)
    },

    async readdress(place, url, formerUrls, signal) {
      await readdressSite(await claimedSite(deps, place), url, formerUrls, signal)
    },

    loginPath: (_place, loginKey, expiresAt) => loginPath(loginKey, expiresAt),

    async wp(place, run) {
      const target = await claimedSite(deps, place)
      return await limited(slotOf(deps, place).root, () => runWpCli(target, run))
    },

    logs: (place, query, signal) => readSiteLogs(layout, place, query, signal),
  }
}

async function claimedSite(deps: SlotDeps, place: Place): Promise<WpCliTarget> {
  const record = await readSlotRecord(slotOf(deps, place))
  if (record?.kind !== 'claimed') {
    throw new AipressError('internal_error', `There is no site in slot ${place.slot} of ${place.shardId}.`)
  }
  return { layout: deps.layout, place, wordpressVersion: record.wordpressVersion }
}
