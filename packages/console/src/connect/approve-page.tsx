import { PROGRAM_SCOPE_TEXTS, PROGRAM_SCOPES, type ProgramScope } from '@aipress/contract/programs.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Failure, FailureNote, ProblemNote } from '../ui/failure.tsx'
import { SelectField } from '../ui/field.tsx'
import { Wordmark } from '../ui/logo.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { RadioRow } from '../ui/radio-row.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { type ConsentDecision, type ConsentQuestion, decide, fetchQuestion, problemText } from './consent.ts'

const route = getRouteApi('/connect/approve')

const LIFETIMES = [
  { value: '1', label: 'A day' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
]

/** Where a person decides whether a program may act as them. */
export function ApprovePage() {
  useDocumentTitle('Connect a program')
  const { request = '', problem } = route.useSearch()
  const { data, error } = useQuery({
    queryKey: ['consent', request],
    queryFn: ({ signal }) => fetchQuestion(request, signal),
    enabled: problem === undefined && request !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const refused = problem ?? (request === '' ? 'session_not_found' : undefined)
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-lg flex-col px-4 py-8 sm:px-0">
      <Wordmark />
      <div className="my-auto py-8">
        {refused !== undefined ? (
          <ProblemNote
            problem={{
              code: refused.replace(/[^a-z_]/g, '').slice(0, 60),
              message: problemText(refused),
              hint: 'Start again in the program that wants to connect.',
            }}
          />
        ) : data !== undefined ? (
          <Question request={request} question={data} />
        ) : error === null ? (
          <Skeleton className="h-96" />
        ) : (
          <Failure error={error} />
        )}
      </div>
    </main>
  )
}

function Question({ request, question }: { request: string; question: ConsentQuestion }) {
  const { program } = question
  const me = useMe()
  const offered = PROGRAM_SCOPES.slice(0, PROGRAM_SCOPES.indexOf(question.scope) + 1)
  // Deleting, and what only administrators do, is not given by a press of Enter.
  const [scope, setScope] = useState<ProgramScope>(offered.includes('operate') ? 'operate' : 'read')
  const [days, setDays] = useState(String(question.days))
  const [busy, setBusy] = useState<'allow' | 'refuse'>()
  const [error, setError] = useState<unknown>()
  const answer = async (decision: ConsentDecision) => {
    setBusy(decision.allow ? 'allow' : 'refuse')
    setError(undefined)
    try {
      window.location.assign(await decide(request, decision))
    } catch (failure) {
      setError(failure)
      setBusy(undefined)
    }
  }
  return (
    <Card className="p-5 sm:p-7">
      <h1 className="text-[1.7rem] leading-tight">
        Allow <span className="break-words">“{program.name}”</span> to act as you?
      </h1>
      <p className="mt-2 text-soft">
        Your answer goes to <strong className="break-all font-medium text-ink">{program.address}</strong>.{' '}
        {program.describedAt === undefined ? (
          'The name is what the program calls itself; nobody has checked it. '
        ) : (
          <>
            The owner of <strong className="break-all font-medium text-ink">{program.describedAt}</strong>{' '}
            vouches for its name.{' '}
          </>
        )}
        Allow it only if you have just begun to connect it.
      </p>
      <form
        className="mt-5 space-y-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (busy === undefined) void answer({ allow: true, scope, days: Number(days) })
        }}
      >
        <fieldset className="space-y-3">
          <legend className="mb-2 font-medium text-sm">What it may do</legend>
          {offered.map((one) => (
            <RadioRow
              key={one}
              name="scope"
              label={PROGRAM_SCOPE_TEXTS[one].title}
              hint={PROGRAM_SCOPE_TEXTS[one].hint}
              checked={scope === one}
              onChoose={() => setScope(one)}
            />
          ))}
        </fieldset>
        <SelectField
          label="For how long"
          value={days}
          onChange={(event) => setDays(event.target.value)}
          options={LIFETIMES}
        />
        <p className="text-soft text-sm">
          You are <strong className="break-all font-medium text-ink">{question.email}</strong> of{' '}
          {me.accountName}. What it does is written down with its name, and you can disconnect it at any time
          under API tokens.
        </p>
        <FailureNote error={error} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={busy === 'allow'}>
            Allow
          </Button>
          <Button busy={busy === 'refuse'} onClick={() => void answer({ allow: false })}>
            Refuse
          </Button>
        </div>
      </form>
    </Card>
  )
}
