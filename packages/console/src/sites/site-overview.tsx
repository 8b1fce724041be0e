import { listOperations } from '@aipress/contract/operations.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { usePages } from '../client/queries.ts'
import { OperationCard } from '../operations/operation-card.tsx'
import { OperationList } from '../operations/operation-list.tsx'
import { useOperation } from '../operations/use-operation.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Card, Facts, Section } from '../ui/card.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { formatDate, formatUsd } from '../ui/format.ts'
import { SiteUsageSection } from '../usage/site-usage.tsx'
import { LabelEditor } from './label-editor.tsx'
import { PlacementCard } from './placement-card.tsx'
import { DeletedNotice, SuspendedNotice } from './site-notices.tsx'
import { TierCard } from './tier-card.tsx'
import { useSiteOfRoute } from './use-site-of-route.ts'

export function SiteOverview() {
  const site = useSiteOfRoute().data
  const me = useMe()
  // What lies further down is drawn after.
  const isUsable = useDeferredValue(true, false)
  if (site === undefined) return null
  return (
    <>
      {site.state === 'deleted' && <DeletedNotice site={site} />}
      {site.state === 'suspended' && site.operationId === undefined && <SuspendedNotice site={site} />}
      {site.operationId !== undefined && <AtWork operationId={site.operationId} />}
      <div className="space-y-4">
        <Card className="p-5 sm:p-6">
          <Facts
            className="sm:grid-cols-3 xl:grid-cols-6"
            items={[
              ['Cost', `${formatUsd(site.costUsdPerMonth)} a month`],
              ['WordPress', site.wordpressVersion],
              ['PHP', site.phpVersion],
              ['Region', site.region],
              ['Account', site.accountName],
              ['Created', formatDate(site.createdAt)],
            ]}
          />
          <div className="mt-5 flex flex-wrap items-end justify-between gap-x-8 gap-y-4 border-line border-t pt-4">
            {site.state !== 'deleted' && <LabelEditor site={site} />}
            <p className="flex min-w-0 items-center gap-1 text-soft text-sm">
              <span className="label-caps mr-2">Id</span>
              <code className="truncate font-mono text-[0.85em]">{site.siteId}</code>
              <CopyButton text={site.siteId} label="Copy the id" />
            </p>
          </div>
        </Card>
        <div className="grid gap-4 sm:grid-cols-[repeat(auto-fit,minmax(18rem,1fr))]">
          <TierCard site={site} />
          {may(me, 'platform:read') && <PlacementCard site={site} />}
        </div>
      </div>
      {isUsable && site.state !== 'deleted' && <SiteUsageSection site={site} />}
      {isUsable && <Lately site={site} />}
    </>
  )
}

function AtWork({ operationId }: { operationId: string }) {
  const operation = useOperation(operationId).data
  if (operation === undefined) return null
  return (
    <div className="mb-6">
      <OperationCard operation={operation} />
    </div>
  )
}

function Lately({ site }: { site: Site }) {
  const { items } = usePages(listOperations, { site: site.siteId, limit: 4 })
  if (items === undefined || items.length === 0) return null
  return (
    <Section
      title="Lately"
      actions={
        <Link to="/sites/$name/operations" params={{ name: site.name }} className="link text-sm">
          All operations
        </Link>
      }
    >
      <OperationList operations={items} />
    </Section>
  )
}
