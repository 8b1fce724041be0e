import { z } from 'zod'
import { defineAction } from './action.ts'
import { Hostname } from './hostnames.ts'

export const DirectoryEntry = z.object({
  hostname: z.string(),
  siteId: z.string(),
  shardId: z.string(),
  /** For example `control-plane-1`. */
  controlGroup: z.string(),
  /** Grows with each change of where the site is or what its hostnames show. */
  epoch: z.number().int(),
  /** By how much the answer may be older than the directory itself. */
  behindMs: z.number(),
})
export type DirectoryEntry = z.infer<typeof DirectoryEntry>

export const lookUpHostname = defineAction({
  name: 'directory.lookup',
  summary: 'Show where a hostname leads: site, shard and control group',
  input: z.object({ hostname: Hostname.describe('The hostname, or an address that begins with it') }),
  output: DirectoryEntry,
  errors: ['hostname_not_found'],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/directory/{hostname}',
  cli: 'directory lookup <hostname>',
  cliExample: 'aipress directory lookup corner-bakery.localhost',
  examples: [
    'where does {hostname} lead',
    'which shard serves {hostname}',
    'look up {hostname} in the directory',
  ],
})

/** Those that the control plane answers. */
export const directoryActions = [lookUpHostname]
