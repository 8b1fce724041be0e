import { listPhpErrors } from '@aipress/contract/php-errors.ts'
import { CircleCheck } from 'lucide-react'
import { usePages } from '../client/queries.ts'
import { useSiteOfRoute } from '../sites/use-site-of-route.ts'
import { Section } from '../ui/card.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { PhpErrorList } from './php-error-list.tsx'

const REFRESH_MS = 6_000

export function SitePhpErrors() {
  const site = useSiteOfRoute().data
  return site === undefined ? null : <Errors site={site.siteId} />
}

function Errors({ site }: { site: string }) {
  const list = usePages(listPhpErrors, { site, limit: 30 }, { refetchIntervalMs: REFRESH_MS })
  if (list.items === undefined) {
    return list.isError ? (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <SkeletonRows />
    )
  }
  return (
    <Section
      title="PHP errors"
      description="What PHP complained about, the same things counted together, the latest first."
    >
      <MissingNotice groups={list.missing}>
        Errors that only this group knows are not listed until it is back.
      </MissingNotice>
      {list.items.length === 0 ? (
        <Empty icon={<CircleCheck size={19} aria-hidden />} title="No PHP errors">
          What PHP complains about appears here within seconds, the same things counted together.
        </Empty>
      ) : (
        <PhpErrorList errors={list.items} withSite={false} />
      )}
      <LoadMore {...list} />
    </Section>
  )
}
