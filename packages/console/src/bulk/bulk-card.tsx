import { type Bulk, listBulk, resumeBulk, showBulk, stopBulk } from '@aipress/contract/bulk.ts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CirclePause, CirclePlay } from 'lucide-react'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import { mayPass, queryClient } from '../client/query-client.ts'
import { useMe } from '../sign-in/session.ts'
import { reasonOf } from '../sites/site-can.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { bulkCan } from './bulk-can.ts'
import { BulkBar, BulkCountList, BulkStateDot } from './bulk-progress.tsx'

const REFRESH_MS = 1_500

/** Asked for again as long as it may change. */
export function useBulk(bulkId: string, asOfThen?: Bulk) {
  return useQuery({
    ...queryOf(showBulk, { bulk: bulkId }),
    ...(asOfThen === undefined ? {} : { initialData: asOfThen, initialDataUpdatedAt: 0 }),
    refetchInterval: ({ state: { data, error } }) => {
      if (error !== null && !mayPass(error)) return false
      return data?.state === 'running' || error !== null ? REFRESH_MS : false
    },
  })
}

/** A change to many sites with its progress, live; in the chat and on its page. */
export function BulkCard({ bulk: asOfThen, linked = true }: { bulk: Bulk; linked?: boolean }) {
  const bulk = useBulk(asOfThen.bulkId, asOfThen).data ?? asOfThen
  return (
    <Card className="p-4 sm:p-5">
      {linked && (
        <div className="mb-3.5 flex items-baseline justify-between gap-4">
          <h3 className="min-w-0 text-lg leading-snug">
            <Link to="/bulk/$bulkId" params={{ bulkId: bulk.bulkId }} className="hover:underline">
              {bulk.title}
            </Link>
          </h3>
          <BulkStateDot bulk={bulk} />
        </div>
      )}
      <BulkBar bulk={bulk} />
      <div className="mt-3.5 flex flex-wrap items-center justify-between gap-3">
        <BulkCountList counts={bulk.counts} />
        <BulkButton bulk={bulk} />
      </div>
      {bulk.waitsFor !== undefined && <p className="mt-3 text-sm text-soft">Waits: {bulk.waitsFor}</p>}
    </Card>
  )
}

/** Stops it, or goes on with it; nothing where it is done. */
function BulkButton({ bulk }: { bulk: Bulk }) {
  const me = useMe()
  const remember = (now: Bulk) => {
    queryClient.setQueryData(queryOf(showBulk, { bulk: now.bulkId }).queryKey, now)
    refresh(listBulk)
  }
  const stop = useAction(stopBulk, { onSuccess: remember })
  const resume = useAction(resumeBulk, { onSuccess: remember })
  if (bulk.state === 'done' || bulk.counts.waiting + bulk.counts.running === 0) return null
  const running = bulk.state === 'running'
  return (
    <>
      <Button
        size="small"
        look={running ? 'plain' : 'primary'}
        icon={running ? <CirclePause size={15} aria-hidden /> : <CirclePlay size={15} aria-hidden />}
        busy={stop.isPending || resume.isPending}
        disabledReason={reasonOf(running ? bulkCan.stop(bulk, me) : bulkCan.resume(bulk, me))}
        onClick={() => (running ? stop : resume).mutate({ bulk: bulk.bulkId })}
      >
        {running ? 'Stop' : 'Go on'}
      </Button>
      <FailureNote error={stop.error ?? resume.error} className="w-full" />
    </>
  )
}
