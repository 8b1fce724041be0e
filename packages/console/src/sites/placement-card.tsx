import { listSites, pinSite, type Site, showSite } from '@aipress/contract/sites.ts'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { ShardLink } from '../shards/shard-link.tsx'
import { HealthDot } from '../shards/shard-state.tsx'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { MoveSiteDialog } from './move-site-dialog.tsx'
import { reasonOf, siteCan } from './site-can.ts'

/** Where a site lives, for those who may move it. */
export function PlacementCard({ site }: { site: Site }) {
  const me = useMe()
  const [moving, setMoving] = useState(false)
  const pin = useAction(pinSite, { onSuccess: () => refresh(showSite, listSites) })
  return (
    <Card className="flex flex-col p-5 sm:p-6">
      <div className="flex items-baseline justify-between gap-4">
        <h2 className="text-[1.22rem]">
          <ShardLink shardId={site.shardId} />
        </h2>
        <HealthDot health={site.health} />
      </div>
      <p className="mt-2.5 mb-4 text-soft">
        {site.region}
        {site.pinned && ' · pinned: nothing moves it until it is unpinned'}
      </p>
      <div className="mt-auto flex flex-wrap gap-2">
        <Button
          size="small"
          disabledReason={reasonOf(siteCan.move(site, me))}
          onClick={() => setMoving(true)}
        >
          Move…
        </Button>
        <Button
          size="small"
          look="quiet"
          busy={pin.isPending}
          disabledReason={reasonOf(siteCan.pin(site, me))}
          onClick={() => pin.mutate({ site: site.siteId, pinned: !site.pinned })}
        >
          {site.pinned ? 'Unpin' : 'Pin to this shard'}
        </Button>
      </div>
      <FailureNote error={pin.error} className="mt-3" />
      {moving && <MoveSiteDialog site={site} onClose={() => setMoving(false)} />}
    </Card>
  )
}
