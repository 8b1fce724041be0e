import { listOperations } from '@aipress/contract/operations.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { TIERS } from '@aipress/contract/tiers.ts'
import { Link } from '@tanstack/react-router'
import { usePages } from '../client/queries.ts'
import { OperationCard } from '../operations/operation-card.tsx'
import { OperationList } from '../operations/operation-list.tsx'
import { useOperation } from '../operations/use-operation.ts'
import { Card, Facts, Section } from '../ui/card.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { formatDate, formatUsd } from '../ui/format.ts'
import { DeletedNotice, SuspendedNotice } from './site-notices.tsx'
import { useSiteOfRoute } from './site-page.tsx'
import { TIER_LABELS } from './site-state.tsx'

export function SiteOverview() {
  const site = useSiteOfRoute().data
  if (site === undefined) return null
  return (
    <>
      {site.state === 'deleted' && <DeletedNotice site={site} />}
      {site.state === 'suspended' && site.operationId === undefined && <SuspendedNotice site={site} />}
      {site.operationId !== undefined && <AtWork operationId={site.operationId} />}
      <div className="grid gap-4 lg:grid-cols-[1fr_20rem]">
        <Card className="p-5 sm:p-6">
          <Facts
            items={[
              ['Cost', `${formatUsd(site.costUsdPerMonth)} a month`],
              ['WordPress', site.wordpressVersion],
              ['PHP', site.phpVersion],
              ['Shard', site.shardId],
              ['Account', site.accountName],
              ['Created', formatDate(site.createdAt)],
            ]}
          />
          <div className="mt-5 flex items-center gap-1 border-line border-t pt-4 text-soft text-sm">
            <span className="label-caps mr-2">Id</span>
            <code className="truncate font-mono text-[0.85em]">{site.siteId}</code>
            <CopyButton text={site.siteId} label="Copy the id" />
          </div>
        </Card>
        <TierCard site={site} />
      </div>
      <Lately site={site} />
    </>
  )
}

function TierCard({ site }: { site: Site }) {
  const tier = TIERS[site.tier]
  return (
    <Card className="p-5 sm:p-6">
      <h2 className="text-[1.22rem]">{TIER_LABELS[site.tier]}</h2>
      <ul className="mt-2.5 space-y-1.5 text-soft">
        <li>{tier.storageGb} GB of storage</li>
        <li>{tier.bandwidthGb.toLocaleString('en')} GB of traffic a month</li>
        <li>{tier.visits.toLocaleString('en')} visits a month</li>
        <li>{tier.sla} % availability</li>
      </ul>
    </Card>
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
