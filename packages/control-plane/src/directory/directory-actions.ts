import { AipressError, lookUpHostname } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { DirectorySnapshot } from './snapshot.ts'

/** `control-plane-1`: how the seeds call the control plane of a group. */
export const groupName = (controlGroup: number) => `control-plane-${controlGroup}`

export function directoryHandlers(snapshot: DirectorySnapshot): Handler[] {
  return [
    handle(lookUpHostname, async ({ hostname }) => {
      const site = snapshot.lookUp(hostname)
      if (site === undefined) {
        throw new AipressError('hostname_not_found', `No site has the hostname ${hostname}.`, {
          hint: 'See the hostnames of a site with "aipress hostname list <site>".',
        })
      }
      const { siteId, shardId, controlGroup, epoch } = site
      const behindMs = Math.round(snapshot.behindMs())
      return { hostname, siteId, shardId, controlGroup: groupName(controlGroup), epoch, behindMs }
    }),
  ]
}
