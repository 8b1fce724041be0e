import { z } from 'zod'
import { Operation } from './operations.ts'
import { Timestamp } from './page.ts'
import { Tier } from './tiers.ts'

export const SiteState = z.enum(['creating', 'running', 'suspended', 'deleted'])
export type SiteState = z.infer<typeof SiteState>

/** Every action on a site takes its name, one of its hostnames, or its id. */
export const SiteRef = z.string().trim().min(1).max(253).describe('Name, hostname or id of the site')

/** `down`: its visitors get errors. `degraded`: it works, but something of its shard does not. */
export const SiteHealth = z.enum(['healthy', 'degraded', 'down'])
export type SiteHealth = z.infer<typeof SiteHealth>

/** For people's own groups of sites: `trial`, `customer-42`. */
export const Label = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,39}$/,
    'Use up to 40 lower-case letters, digits, dots, dashes and underscores',
  )
export const LABELS_MAX = 20

export const LabelList = z
  .string()
  .max(1_000)
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .pipe(z.array(Label).max(LABELS_MAX))

export const SiteHostname = z.object({
  hostname: z.string(),
  /** The one that WordPress calls itself by; the others redirect to it. */
  primary: z.boolean(),
  /** Made by the platform from the site's name; it cannot be removed. */
  builtIn: z.boolean(),
  url: z.string(),
})

/** What each tier limits: see TIERS. */
export const LimitKind = z.enum(['storage', 'bandwidth', 'visits'])
export type LimitKind = z.infer<typeof LimitKind>

/** A limit of which 80 % or more is used. */
export const NearLimit = z.object({ of: LimitKind, usedPercent: z.number().int() })
export type NearLimit = z.infer<typeof NearLimit>

export const Site = z.object({
  siteId: z.string(),
  name: z.string(),
  title: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  state: SiteState,
  tier: Tier,
  /** Of the primary hostname, with the port where one is needed: `http://corner-bakery.localhost:8080`. */
  url: z.string(),
  hostnames: z.array(SiteHostname),
  shardId: z.string(),
  region: z.string(),
  /** Of the shard it lives on, as last seen. */
  health: SiteHealth,
  /** Given by people, for filters. */
  labels: z.array(z.string()),
  /** It stays on its shard: nothing but a person moves it. */
  pinned: z.boolean(),
  wordpressVersion: z.string(),
  phpVersion: z.string(),
  costUsdPerMonth: z.number(),
  /** The limits of its tier that it comes near or has passed; absent where there is none. */
  nearLimits: z.array(NearLimit).optional(),
  /** The operation that is at work on the site now. */
  operationId: z.string().optional(),
  createdAt: Timestamp,
  /** With state `deleted`: until when `sites.undelete` brings it back. */
  undeletableUntil: Timestamp.optional(),
})
export type Site = z.infer<typeof Site>
export type SiteHostname = z.infer<typeof SiteHostname>

/** Long work answers at once: the site as it is now and the operation to watch. */
export const SiteOperation = z.object({
  site: Site,
  operation: Operation,
  /** What the asker should know besides: one or two sentences, for people. */
  notice: z.string().optional(),
})
export type SiteOperation = z.infer<typeof SiteOperation>
