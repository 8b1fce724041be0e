import { z } from 'zod'
import { defineAction } from './action.ts'
import { missingGroups, pageInput, pageOf } from './page.ts'
import { Region, ShardRef } from './shards.ts'
import { Label, LabelList, Site, SiteHealth, SiteOperation, SiteRef, SiteState } from './site-shape.ts'
import { Tier } from './tiers.ts'

/** What is asked of sites as parts of a fleet: which there are, where they live, what groups people make of them. */

/** What lists and bulk work pick sites by; each is optional, and all that are given must hold. */
export const siteFilter = {
  search: z.string().max(120).optional().describe('Part of a name, title or hostname'),
  shard: ShardRef.optional().describe('Only sites on this shard'),
  region: Region.optional().describe('Only sites in this region'),
  tier: Tier.optional().describe('Only sites of this tier'),
  wordpress: z.string().max(40).optional().describe('Only sites with this version of WordPress'),
  health: SiteHealth.optional().describe('Only sites in this health'),
  label: Label.optional().describe('Only sites with this label'),
}

export const SiteSort = z.enum(['name', 'title', 'created', 'shard'])
export type SiteSort = z.infer<typeof SiteSort>

export const listSites = defineAction({
  name: 'sites.list',
  summary: 'List sites',
  input: z.object({
    ...siteFilter,
    state: SiteState.optional().describe(
      'Only sites in this state; deleted ones are left out unless asked for',
    ),
    sort: SiteSort.default('name').describe('Order of the list'),
    descending: z.stringbool().or(z.boolean()).default(false).describe('The other way round'),
    ...pageInput,
  }),
  output: pageOf(Site).extend({
    /** How many the filter finds in all. */
    total: z.number().int(),
    missing: missingGroups,
  }),
  errors: ['shard_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/sites',
  cli: 'site list',
  cliExample: 'aipress site list --search bakery',
  examples: [
    'list my sites',
    'show all sites',
    'what sites do I have',
    'which sites are {state}',
    'search sites for {search}',
  ],
})

const Pin = z.stringbool().or(z.boolean()).default(true).describe('false lets it be moved again')

export const moveSite = defineAction({
  name: 'sites.move',
  summary: 'Move a site to another shard while it serves',
  description:
    'Copies the site while it serves, then lets writes wait for a moment (usually under two seconds), copies what changed, compares every table and file, and switches. Cancelling the operation, or any failure, leaves it where it was.',
  input: z.object({
    site: SiteRef,
    to: ShardRef.optional().describe('The shard; the least-loaded one that fits when left out'),
  }),
  output: SiteOperation,
  errors: [
    'site_not_found',
    'site_state_conflict',
    'site_busy',
    'shard_not_found',
    'shard_state_conflict',
    'shard_full',
    'site_pinned',
  ],
  effect: 'changes',
  permission: 'platform:change',
  http: 'POST /v1/sites/{site}/move',
  cli: 'site move <site>',
  cliExample: 'aipress site move corner-bakery --to shard-002',
  examples: ['move {site} to {to}', 'move {site} to another shard', 'put {site} on {to}', 'relocate {site}'],
})

export const pinSite = defineAction({
  name: 'sites.pin',
  summary: 'Keep a site on its shard',
  description: 'A pinned site is not moved, by whoever asks: draining its shard leaves it there and says so.',
  input: z.object({ site: SiteRef, pinned: Pin }),
  output: Site,
  errors: ['site_not_found'],
  effect: 'changes',
  permission: 'platform:change',
  http: 'POST /v1/sites/{site}/pin',
  cli: 'site pin <site>',
  cliExample: 'aipress site pin corner-bakery',
  examples: ['pin {site} to its shard', 'pin {site}', 'keep {site} on its shard'],
})

export const labelSite = defineAction({
  name: 'sites.label',
  summary: 'Put labels on a site or take them off',
  input: z.object({
    site: SiteRef,
    add: LabelList.default([]).describe('Labels to put on, separated by commas'),
    remove: LabelList.default([]).describe('Labels to take off, separated by commas'),
  }),
  output: Site,
  errors: ['site_not_found'],
  effect: 'changes',
  permission: 'sites:change',
  http: 'POST /v1/sites/{site}/labels',
  cli: 'site label <site>',
  cliExample: 'aipress site label corner-bakery --add trial',
  examples: ['label {site} as {add}', 'put the label {add} on {site}', 'tag {site} with {add}'],
})

export const changeSiteTier = defineAction({
  name: 'sites.tier',
  summary: 'Change the tier of a site',
  description: 'Changes price and limits. bronze $2, silver $5, gold $15 a month.',
  input: z.object({ site: SiteRef, tier: Tier.describe('The new tier') }),
  output: SiteOperation,
  errors: ['site_not_found', 'site_state_conflict', 'site_busy'],
  effect: 'changes',
  permission: 'billing:change',
  http: 'POST /v1/sites/{site}/tier',
  cli: 'site tier <site> <tier>',
  cliExample: 'aipress site tier corner-bakery silver',
  examples: ['change the tier of {site} to {tier}', 'upgrade {site} to {tier}', 'make {site} {tier}'],
})
