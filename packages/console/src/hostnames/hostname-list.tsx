import type { SiteHostname } from '@aipress/contract/sites.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'

interface HostnameListProps {
  hostnames: readonly SiteHostname[]
  actions?: (hostname: SiteHostname) => ReactNode
}

export function HostnameList({ hostnames, actions }: HostnameListProps) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {hostnames.map((each) => (
        <li
          key={each.hostname}
          className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2.5 last:border-0 sm:px-5"
        >
          <a href={each.url} target="_blank" rel="noreferrer" className="link min-w-0 break-all">
            {each.hostname}
          </a>
          {each.primary && <Badge tone="active">Primary</Badge>}
          {each.builtIn && <Badge>Built in</Badge>}
          <span className="flex-1" />
          {actions?.(each)}
        </li>
      ))}
    </ul>
  )
}
