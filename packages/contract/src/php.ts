import { z } from 'zod'
import { defineAction } from './action.ts'
import { SiteOperation, SiteRef } from './site-shape.ts'
import { PHP_DEFAULTS, PHP_LIMITS, PHP_LIMITS_LEAST, type PhpSettings, Tier } from './tiers.ts'

/** What PHP gives each request of a site. One setting bounds uploads in the web server and in PHP. */
const Settings = z.object({
  memoryMb: z.number().int().describe('Memory of one request'),
  uploadMb: z.number().int().describe('Largest upload'),
  seconds: z.number().int().describe('Processor time of one request'),
})

/** What has been asked for; the rest is as the platform has it by default. */
export const PhpWishes = Settings.partial()
export type PhpWishes = z.infer<typeof PhpWishes>

/** What holds for a site: what was asked for as far as its tier allows. */
export function phpSettingsOf(tier: Tier, wishes: PhpWishes): PhpSettings {
  const limits = PHP_LIMITS[tier]
  return {
    memoryMb: Math.min(wishes.memoryMb ?? PHP_DEFAULTS.memoryMb, limits.memoryMb),
    uploadMb: Math.min(wishes.uploadMb ?? PHP_DEFAULTS.uploadMb, limits.uploadMb),
    seconds: Math.min(wishes.seconds ?? PHP_DEFAULTS.seconds, limits.seconds),
  }
}

/** `512M`, `512 MB`, `1G` and `512` are what people write. */
const Megabytes = z.coerce
  .string()
  .trim()
  .max(20)
  .regex(/^\d{1,6} ?(?:[mg](?:i?b)?)?$/i, 'Write megabytes like 256M, or gigabytes like 1G')
  .transform((text) => Number.parseInt(text, 10) * (/g/i.test(text) ? 1_024 : 1))
const least = PHP_LIMITS_LEAST

export const showPhp = defineAction({
  name: 'php.show',
  summary: 'Show the PHP version and settings of a site',
  description: 'With what its tier allows, the versions that are installed, and the extensions there are.',
  input: z.object({ site: SiteRef }),
  output: z.object({
    siteName: z.string(),
    tier: Tier,
    version: z.string(),
    /** Of this machine; a site runs the one that its shard runs. */
    versionsInstalled: z.array(z.string()),
    settings: Settings,
    /** What was asked for and is more than the tier allows; it comes into force with a higher tier. */
    beyondTier: PhpWishes.optional(),
    defaults: Settings,
    /** The most that the tier allows. */
    limits: Settings,
    extensions: z.array(z.string()),
    /** What cannot be changed, and why. */
    notes: z.array(z.string()),
  }),
  errors: ['site_not_found'],
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/sites/{site}/php',
  cli: 'php show <site>',
  cliExample: 'aipress php show corner-bakery',
  examples: [
    'show the php settings of {site}',
    'which php version does {site} run',
    'what is the memory limit of {site}',
    'what is the upload limit of {site}',
    'which php extensions does {site} have',
  ],
})

export const setPhp = defineAction({
  name: 'php.set',
  summary: 'Change the PHP settings of a site',
  description:
    'Takes effect with the next request, without a restart. The upload limit counts in the web server and in PHP. Seconds are processor time: waiting for a database or another server does not count, and after 5 minutes a request ends in any case. WP-CLI gets 512 MB, or the memory that was set, and the upload limit.',
  input: z.object({
    site: SiteRef,
    memory: Megabytes.pipe(z.number().min(least.memoryMb, `At least ${least.memoryMb} MB`))
      .optional()
      .describe('Memory of one request, for example 256M; bronze 256M at most, silver 512M, gold 1G'),
    upload: Megabytes.pipe(z.number().min(least.uploadMb, `At least ${least.uploadMb} MB`))
      .optional()
      .describe('Largest upload, for example 100M; bronze 128M at most, silver 512M, gold 1G'),
    seconds: z.coerce
      .number()
      .int()
      .min(least.seconds)
      .optional()
      .describe('Processor time of one request; bronze 120 at most, silver 180, gold 300'),
    phpVersion: z
      .string()
      .trim()
      .max(20)
      .optional()
      .describe('PHP version; only one that is installed and that the shard runs'),
    reset: z
      .stringbool()
      .or(z.boolean())
      .default(false)
      .describe('Forget what was set before; what is named besides is set anew'),
  }),
  output: SiteOperation.extend({
    /** What holds once the operation has succeeded; absent where the same call was answered before. */
    settings: Settings.optional(),
  }),
  errors: [
    'site_not_found',
    'site_state_conflict',
    'site_busy',
    'php_limit_exceeded',
    'php_version_not_installed',
  ],
  effect: 'changes',
  permission: 'sites:change',
  http: 'PATCH /v1/sites/{site}/php',
  cli: 'php set <site>',
  cliExample: 'aipress php set corner-bakery --upload 128M',
  examples: [
    'set the upload limit of {site} to {upload}',
    'set the memory limit of {site} to {memory}',
    'give {site} {memory} of memory',
    'raise the upload limit of {site} to {upload}',
    'allow uploads of {upload} on {site}',
    'set the php execution time of {site} to {seconds} seconds',
  ],
})

export const phpActions = [showPhp, setPhp]
