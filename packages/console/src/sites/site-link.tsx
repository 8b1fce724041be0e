import type { Site } from '@aipress/contract/sites.ts'
import { ArrowUpRight } from 'lucide-react'
import { buttonClass } from '../ui/button.tsx'
import { addressOf } from './site-state.tsx'

export function SiteAddress({ site }: { site: Pick<Site, 'url' | 'state'> }) {
  if (site.state === 'deleted') return <span className="truncate text-faint">{addressOf(site.url)}</span>
  return (
    <a href={site.url} target="_blank" rel="noreferrer" className="link truncate">
      {addressOf(site.url)}
    </a>
  )
}

export function OpenSiteLink({ site, size = 'medium' }: { site: Site; size?: 'small' | 'medium' }) {
  if (site.state !== 'running') return null
  return (
    <a
      href={site.url}
      target="_blank"
      rel="noreferrer"
      className={buttonClass('plain', size)}
      aria-label={`Open site: ${site.title}`}
    >
      Open site
      <ArrowUpRight size={15} aria-hidden />
    </a>
  )
}
