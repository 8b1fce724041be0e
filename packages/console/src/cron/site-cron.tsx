import { listCron, runCron } from '@aipress/contract/cron.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { reasonOf, siteCan } from '../sites/site-can.ts'
import { DeletedNotice } from '../sites/site-notices.tsx'
import { useSiteOfRoute } from '../sites/use-site-of-route.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/card.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure, FailureNote } from '../ui/failure.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'
import { CronRunList, EventList } from './cron-lists.tsx'

const REFRESH_MS = 10_000

export function SiteCron() {
  const site = useSiteOfRoute().data
  if (site === undefined) return null
  if (site.state === 'deleted') return <DeletedNotice site={site} />
  return <Scheduled site={site} />
}

function Scheduled({ site }: { site: Site }) {
  const cron = useQuery({ ...queryOf(listCron, { site: site.siteId }), refetchInterval: REFRESH_MS })
  const run = useAction(runCron, {
    onSuccess: ({ run: { outcome, events } }) => {
      refresh(listCron)
      if (outcome !== 'succeeded') return
      toast.good(
        events.length === 0
          ? 'Nothing was due'
          : events.length === 1
            ? 'It ran'
            : `${events.length} events ran`,
      )
    },
    onError: () => refresh(listCron),
  })
  const reason = reasonOf(siteCan.runCron(site, useMe()))
  if (cron.data === undefined) {
    if (cron.error === null) return <Skeleton className="h-64" />
    return <Failure error={cron.error} onRetry={() => void cron.refetch()} />
  }
  const { events, eventsLeftOut, failing, runs, nextRunAt } = cron.data
  return (
    <>
      <Section
        title="Scheduled"
        description={
          <>
            WordPress and plugins schedule work. It runs when it is due, whether or not anybody visits.
            {nextRunAt !== undefined && (
              <>
                {' '}
                The next run is <RelativeTime at={nextRunAt} />.
              </>
            )}
          </>
        }
        actions={
          <Button
            busy={run.isPending && run.variables.hook === undefined}
            disabledReason={reason}
            onClick={() => run.mutate({ site: site.siteId })}
          >
            Run what is due
          </Button>
        }
      >
        <FailureNote error={run.error} className="mb-3" />
        {events.length === 0 ? (
          <Empty icon={<CalendarClock size={20} aria-hidden />} title="Nothing is scheduled" />
        ) : (
          <EventList
            events={events}
            failing={new Map(failing.map(({ hook, times }) => [hook, times]))}
            actions={({ hook }) => (
              <Button
                size="small"
                look="quiet"
                aria-label={`Run now: ${hook}`}
                busy={run.isPending && run.variables.hook === hook}
                disabledReason={reason}
                onClick={() => run.mutate({ site: site.siteId, hook })}
              >
                Run now
              </Button>
            )}
          />
        )}
        {eventsLeftOut > 0 && <p className="mt-2 text-soft text-sm">And {eventsLeftOut} more.</p>}
      </Section>
      <Section title="Last runs">
        {runs.length === 0 ? <p className="text-soft">Nothing has run yet.</p> : <CronRunList runs={runs} />}
      </Section>
    </>
  )
}
