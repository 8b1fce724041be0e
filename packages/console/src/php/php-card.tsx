import type { OutputOf } from '@aipress/contract/action.ts'
import type { showPhp } from '@aipress/contract/php.ts'
import { Link } from '@tanstack/react-router'
import { Card, Facts } from '../ui/card.tsx'
import { PhpFacts } from './php-settings.tsx'

/** The PHP of a site in a chat. */
export function PhpCard({ php }: { php: OutputOf<typeof showPhp> }) {
  const { settings, limits } = php
  return (
    <Card className="p-5">
      <header className="mb-4 flex items-baseline justify-between gap-4">
        <span className="font-medium">PHP of {php.siteName}</span>
        <Link to="/sites/$name/settings" params={{ name: php.siteName }} className="link text-sm">
          Change
        </Link>
      </header>
      <Facts
        items={[
          ['Memory', `${settings.memoryMb} MB of ${limits.memoryMb}`],
          ['Uploads', `${settings.uploadMb} MB of ${limits.uploadMb}`],
          ['Time', `${settings.seconds} s of ${limits.seconds}`],
        ]}
      />
      <PhpFacts php={php} />
    </Card>
  )
}
