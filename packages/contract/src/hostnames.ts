import { z } from 'zod'
import { defineAction } from './action.ts'
import { SiteHostname, SiteOperation, SiteRef } from './sites.ts'

/** A full DNS name in ASCII (punycode for others), lower case, without port or final dot. */
export const Hostname = z
  .string()
  .trim()
  .transform((text) => {
    try {
      return new URL(`http://${text.replace(/^https?:\/\//i, '').replace(/\/.*$/, '')}`).hostname.replace(
        /\.$/,
        '',
      )
    } catch {
      return text
    }
  })
  .pipe(
    z
      .string()
      .max(253)
      .regex(
        /^(?!.*\.\d+$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        'A hostname looks like bakery.example.com.',
      ),
  )

export const addHostname = defineAction({
  name: 'hostnames.add',
  summary: 'Put a site on a hostname',
  description:
    'The primary hostname is the one WordPress calls itself by; the others redirect to it. Unless told, a hostname becomes primary only when DNS already leads it to this platform, so that the site stays reachable.',
  input: z.object({
    site: SiteRef,
    hostname: Hostname.describe('For example bakery.example.com'),
    primary: z
      .stringbool()
      .or(z.boolean())
      .optional()
      .describe('Make it the address the site calls itself by; when left out: only if it already leads here'),
  }),
  output: SiteOperation,
  errors: ['site_not_found', 'hostname_taken', 'hostname_reserved', 'site_state_conflict', 'site_busy'],
  effect: 'changes',
  permission: 'sites:change',
  http: 'POST /v1/sites/{site}/hostnames',
  cli: 'hostname add <site> <hostname>',
  cliExample: 'aipress hostname add corner-bakery bakery.example.com',
  examples: [
    'put {site} on {hostname}',
    'add the hostname {hostname} to {site}',
    'connect {hostname} to {site}',
    'use the domain {hostname} for {site}',
  ],
})

export const removeHostname = defineAction({
  name: 'hostnames.remove',
  summary: 'Take a hostname off a site',
  description:
    'The built-in hostname cannot be removed; when the primary one is removed, the built-in one takes its place. It can be added again at any time.',
  input: z.object({ site: SiteRef, hostname: Hostname }),
  output: SiteOperation,
  errors: ['site_not_found', 'hostname_not_found', 'hostname_reserved', 'site_state_conflict', 'site_busy'],
  effect: 'changes',
  permission: 'sites:change',
  http: 'DELETE /v1/sites/{site}/hostnames/{hostname}',
  cli: 'hostname remove <site> <hostname>',
  cliExample: 'aipress hostname remove corner-bakery bakery.example.com',
  examples: [
    'remove the hostname {hostname} from {site}',
    'take {hostname} off {site}',
    'disconnect {hostname} from {site}',
  ],
})

export const listHostnames = defineAction({
  name: 'hostnames.list',
  summary: 'List the hostnames of a site',
  input: z.object({ site: SiteRef }),
  output: z.object({ siteName: z.string(), items: z.array(SiteHostname) }),
  errors: ['site_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/sites/{site}/hostnames',
  cli: 'hostname list <site>',
  cliExample: 'aipress hostname list corner-bakery',
  examples: [
    'list the hostnames of {site}',
    'which domains does {site} have',
    'hostnames of {site}',
    'addresses of {site}',
  ],
})

export const hostnameActions = [addHostname, removeHostname, listHostnames]
