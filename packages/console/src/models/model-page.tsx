import { type ModelSettings, showModel, showModelUsage } from '@aipress/contract/models.ts'
import { useQuery } from '@tanstack/react-query'
import { queryOf } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Card, Facts, Section } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { formatUsd } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { ModelForm } from './model-form.tsx'
import { ModelTry } from './model-try.tsx'
import { ModelUseTable } from './model-use-table.tsx'

/** Which language model the assistant speaks with, whether it answers, and what it uses. */
export function ModelPage() {
  const settings = useQuery(queryOf(showModel, {}))
  const mayChange = may(useMe(), 'platform:change')
  return (
    <Page
      title="Language model"
      description="The assistant works without one, by its built-in interpreter, which also answers whenever the model fails."
    >
      {settings.data === undefined ? (
        settings.isError ? (
          <Failure error={settings.error} onRetry={() => void settings.refetch()} />
        ) : (
          <Skeleton className="h-64" />
        )
      ) : (
        <>
          <Section
            title="In use"
            actions={mayChange ? <ModelTry key={choiceOf(settings.data)} /> : undefined}
          >
            <Card className="p-4 sm:p-5">
              <Facts
                className="max-[30rem]:grid-cols-1 sm:grid-cols-3"
                items={[
                  ['Model', settings.data.model],
                  [
                    'Chosen',
                    settings.data.from === 'settings' ? 'on this page' : 'when the platform was started',
                  ],
                  ...(settings.data.changedAt === undefined
                    ? []
                    : [
                        [
                          'Last changed',
                          <>
                            <RelativeTime at={settings.data.changedAt} /> by {settings.data.changedBy}
                          </>,
                        ] as [string, React.ReactNode],
                      ]),
                ]}
              />
            </Card>
          </Section>
          {mayChange && <ModelForm key={choiceOf(settings.data)} settings={settings.data} />}
        </>
      )}
      <Used />
    </Page>
  )
}

/** What was typed for another choice, or came of trying it, goes with it. */
const choiceOf = ({ changedAt }: ModelSettings) => changedAt ?? 'none'

function Used() {
  const usage = useQuery(queryOf(showModelUsage, {}))
  if (usage.data === undefined) {
    if (!usage.isError) return <SkeletonRows count={2} />
    return <Failure error={usage.error} onRetry={() => void usage.refetch()} />
  }
  const { items, today, since } = usage.data
  const cost = today.cost === undefined ? '' : `, ${formatUsd(today.cost)}`
  return (
    <Section
      title="Used"
      description={`Since ${since}, days in UTC. Today: ${today.tokens.toLocaleString('en')} tokens${cost}. Each single call is in the audit log.`}
    >
      <ModelUseTable items={items} />
    </Section>
  )
}
