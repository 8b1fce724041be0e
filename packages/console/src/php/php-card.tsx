import type { OutputOf } from '@aipress/contract/action.ts'
import type { setPhp, showPhp } from '@aipress/contract/php.ts'
import { PHP_LIMITS, type PhpSettings } from '@aipress/contract/tiers.ts'
import { Link } from '@tanstack/react-router'
import { SiteCard } from '../sites/site-card.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { PhpFacts } from './php-settings.tsx'

/** The PHP of a site in a chat. */
export function PhpCard({ php }: { php: OutputOf<typeof showPhp> }) {
  return (
    <Card className="p-5">
      <header className="mb-4 flex items-baseline justify-between gap-4">
        <span className="font-medium">PHP of {php.siteName}</span>
        <Link to="/sites/$name/settings" params={{ name: php.siteName }} className="link text-sm">
          Change
        </Link>
      </header>
      <SettingsFacts settings={php.settings} limits={php.limits} />
      <PhpFacts php={php} />
    </Card>
  )
}

type ChangedPhp = OutputOf<typeof setPhp>

/** A change of it in a chat: the site, and what holds from then on. */
export function PhpChangeCard({ changed }: { changed: ChangedPhp }) {
  const { site, operation, notice, settings } = changed
  const failed = operation.state === 'failed' || operation.state === 'undone'
  return (
    <div className="space-y-3">
      <SiteCard site={site} operation={operation} notice={notice} />
      {settings !== undefined && !failed && (
        <Card className="p-5">
          <h4 className="mb-4 font-medium">PHP of {site.name}, as changed</h4>
          <SettingsFacts settings={settings} limits={PHP_LIMITS[site.tier]} />
        </Card>
      )}
    </div>
  )
}

function SettingsFacts({ settings, limits }: { settings: PhpSettings; limits: PhpSettings }) {
  return (
    <Facts
      items={[
        ['Memory', `${settings.memoryMb} MB of ${limits.memoryMb}`],
        ['Uploads', `${settings.uploadMb} MB of ${limits.uploadMb}`],
        ['Time', `${settings.seconds} s of ${limits.seconds}`],
      ]}
    />
  )
}
