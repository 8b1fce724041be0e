import type { Permission } from '@aipress/contract/roles.ts'

interface SiteTab {
  to:
    | '/sites/$name'
    | `/sites/$name/${
        | 'performance'
        | 'hostnames'
        | 'logs'
        | 'errors'
        | 'wp-cli'
        | 'scheduled'
        | 'operations'
        | 'mail'
        | 'settings'}`
  label: string
  /** Who may not on this site is not shown the way. */
  permission: Permission
}

/** The pages of a site, in the order of its tabs. */
export const SITE_TABS: readonly SiteTab[] = [
  { to: '/sites/$name', label: 'Overview', permission: 'sites:read' },
  { to: '/sites/$name/performance', label: 'Performance', permission: 'sites:read' },
  { to: '/sites/$name/hostnames', label: 'Hostnames', permission: 'sites:read' },
  { to: '/sites/$name/logs', label: 'Logs', permission: 'logs:read' },
  { to: '/sites/$name/errors', label: 'Errors', permission: 'logs:read' },
  { to: '/sites/$name/wp-cli', label: 'WP-CLI', permission: 'sites:operate' },
  { to: '/sites/$name/scheduled', label: 'Scheduled', permission: 'sites:read' },
  { to: '/sites/$name/operations', label: 'Operations', permission: 'operations:read' },
  { to: '/sites/$name/mail', label: 'Mail', permission: 'mail:read' },
  { to: '/sites/$name/settings', label: 'Settings', permission: 'sites:read' },
]
