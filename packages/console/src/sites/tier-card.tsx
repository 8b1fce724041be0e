import { changeSiteTier, type Site } from '@aipress/contract/sites.ts'
import { TIERS, type Tier } from '@aipress/contract/tiers.ts'
import { useState } from 'react'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { reasonOf, siteCan } from './site-can.ts'
import { TIER_LABELS } from './site-state.tsx'
import { TierChoice } from './tier-choice.tsx'
import { useSiteOperation } from './use-site-operation.ts'

export function TierCard({ site }: { site: Site }) {
  const me = useMe()
  const [changing, setChanging] = useState(false)
  const tier = TIERS[site.tier]
  return (
    <Card className="flex flex-col items-start p-5 sm:p-6">
      <h2 className="text-[1.22rem]">{TIER_LABELS[site.tier]}</h2>
      <ul className="mt-2.5 mb-4 flex flex-wrap gap-x-8 gap-y-1 text-soft">
        <li>{tier.storageGb} GB of storage</li>
        <li>{tier.bandwidthGb.toLocaleString('en')} GB of traffic a month</li>
        <li>{tier.visits.toLocaleString('en')} visits a month</li>
        <li>{tier.sla} % availability</li>
      </ul>
      <Button
        size="small"
        className="mt-auto"
        disabledReason={reasonOf(siteCan.changeTier(site, me))}
        onClick={() => setChanging(true)}
      >
        Change tier…
      </Button>
      {changing && <TierDialog site={site} onClose={() => setChanging(false)} />}
    </Card>
  )
}

function TierDialog({ site, onClose }: { site: Site; onClose: () => void }) {
  const [tier, setTier] = useState<Tier>(site.tier)
  const change = useSiteOperation(changeSiteTier, {
    done: ({ title }) => `${title} is ${TIER_LABELS[tier].toLowerCase()} now`,
    onStarted: onClose,
  })
  return (
    <Dialog title={`Tier of ${site.title}`} onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ site: site.name, tier })
        }}
      >
        <p className="text-soft">Changes what the site costs and its limits; visitors notice nothing.</p>
        <TierChoice value={tier} onChange={setTier} />
        <FailureNote error={change.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={change.isPending}
            disabledReason={
              tier === site.tier ? `It is ${TIER_LABELS[tier].toLowerCase()} already.` : undefined
            }
          >
            Change tier
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
