import { changeSignInRules, type SignInRules, showSignInRules } from '@aipress/contract/sign-in-rules.ts'
import { useQuery } from '@tanstack/react-query'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Failure, FailureNote } from '../ui/failure.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'

/** Whether administrators and operators need a second factor. */
export function SignInRulesCard() {
  const { data, error, refetch } = useQuery(queryOf(showSignInRules, {}))
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-28" />
    ) : (
      <Failure error={error} onRetry={() => void refetch()} />
    )
  }
  return <Rules rules={data} />
}

function Rules({ rules }: { rules: SignInRules }) {
  const isRequired = rules.secondFactor === 'required'
  const change = useAction(changeSignInRules, {
    onSuccess: ({ secondFactor }) => {
      refresh(showSignInRules)
      toast.good(`A second factor is ${secondFactor} now`)
    },
  })
  return (
    <Card className="p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <RulesInWords rules={rules} />
        {may(useMe(), 'accounts:change') && (
          <Button
            size="small"
            busy={change.isPending}
            onClick={() => change.mutate({ secondFactor: isRequired ? 'optional' : 'required' })}
          >
            {isRequired ? 'No longer require it' : 'Require it'}
          </Button>
        )}
      </div>
      <FailureNote error={change.error} className="mt-4" />
    </Card>
  )
}

export function RulesInWords({ rules }: { rules: SignInRules }) {
  return (
    <div className="min-w-48 flex-1">
      <p className="font-medium">
        A second factor for administrators and operators{' '}
        {rules.secondFactor === 'required' ? <Badge tone="good">Required</Badge> : <Badge>Optional</Badge>}
      </p>
      <p className="mt-0.5 text-soft text-sm">
        {withoutWords(rules)} API tokens and programs go on working, but make no new tokens where it is
        required.
      </p>
      {rules.changedAt !== undefined && (
        <p className="mt-0.5 text-faint text-sm">
          Changed <RelativeTime at={rules.changedAt} /> by {rules.changedBy}
        </p>
      )}
    </div>
  )
}

function withoutWords({ people, without, secondFactor }: SignInRules): string {
  if (without === 0) return people === 1 ? 'The one person has one.' : `All ${people} have one.`
  const which = `${without} of ${people} ${without === 1 ? 'has' : 'have'} none`
  return secondFactor === 'required'
    ? `${which} and can do nothing before they have set one up.`
    : `${which}. Where it is required, they can do nothing before they have set one up.`
}
