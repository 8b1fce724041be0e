import type { Site } from '@aipress/contract/sites.ts'
import { Link } from '@tanstack/react-router'
import { seesOtherAccounts, useMe } from '../sign-in/session.ts'
import { formatUsd } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'
import { NearLimitsBadge } from '../usage/near-limits-badge.tsx'
import { LogInButton } from './log-in-button.tsx'
import { addressOf, refOf, SiteStateDot, SiteTile, TIER_LABELS } from './site-state.tsx'

/** Sites as rows. What else is told of each depends on the room the list has, in the chat as on its page. */
export function SiteList({ sites }: { sites: readonly Site[] }) {
  const me = useMe()
  return (
    <ul className="@container overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {sites.map((site) => (
        <li
          key={site.siteId}
          className="relative flex items-center gap-3.5 border-line border-b px-4 py-3 transition-colors last:border-0 hover:bg-sunken/60 sm:px-5"
        >
          <SiteTile site={site} />
          <div className="min-w-0 flex-1">
            <Link
              to="/sites/$name"
              params={{ name: refOf(site) }}
              className="block truncate font-medium font-serif text-[1.13rem] leading-snug after:absolute after:inset-0"
            >
              {site.title}
            </Link>
            <span className="block truncate text-soft text-sm">
              {addressOf(site.url)}
              {seesOtherAccounts(me) && <span className="text-faint"> · {site.accountName}</span>}
            </span>
          </div>
          <span className="@4xl:block hidden w-36 text-soft text-sm">
            {TIER_LABELS[site.tier]} · {formatUsd(site.costUsdPerMonth)}
          </span>
          <span className="@3xl:block hidden w-32 text-faint text-sm">
            {site.state === 'deleted' && site.undeletableUntil !== undefined ? (
              <>
                gone <RelativeTime at={site.undeletableUntil} />
              </>
            ) : (
              <RelativeTime at={site.createdAt} />
            )}
          </span>
          <span className="@lg:w-24 shrink-0">
            <SiteStateDot state={site.state} />
            <NearLimitsBadge limits={site.nearLimits} />
          </span>
          {site.state !== 'deleted' && (
            <span className="relative @xl:block hidden">
              <LogInButton site={site} size="small" look="plain" label="Log in" />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
