import { AipressError } from '@aipress/contract/errors.ts'
import { CircleAlert, RotateCw } from 'lucide-react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'

export interface Problem {
  /** Absent where only words came. */
  code?: string
  message: string
  hint?: string | undefined
}

/** What a person is told of any thrown thing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AipressError) return { code: error.code, message: error.message, hint: error.hint }
  return {
    code: 'internal_error',
    message: 'Something went wrong in the console.',
    hint: 'Reload the page; if it happens again, tell an administrator what you did.',
  }
}

/** In place of what could not be loaded. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error)
  return (
    <div role="alert" className="rounded-xl border border-line bg-surface px-5 py-8 text-center">
      <CircleAlert size={22} aria-hidden className="mx-auto text-bad" />
      <p className="mt-3 font-medium">{problem.message}</p>
      {problem.hint !== undefined && <p className="mx-auto mt-1 max-w-prose text-soft">{problem.hint}</p>}
      <p className="mt-2 font-mono text-faint text-xs">{problem.code}</p>
      {onRetry !== undefined && (
        <Button className="mt-4" size="small" icon={<RotateCw size={15} aria-hidden />} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** Under a form or on a card: what failed and what to do next. Shows nothing without an error. */
export function FailureNote({ error, className }: { error: unknown; className?: string }) {
  if (error === undefined || error === null) return null
  return <ProblemNote problem={problemOf(error)} {...(className === undefined ? {} : { className })} />
}

export function ProblemNote({ problem, className }: { problem: Problem; className?: string }) {
  return (
    <div
      role="alert"
      className={classNames('flex gap-2.5 rounded-lg bg-bad-soft px-3.5 py-3 text-sm', className)}
    >
      <CircleAlert size={17} aria-hidden className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-medium">{problem.message}</p>
        {problem.hint !== undefined && <p className="mt-0.5 text-soft">{problem.hint}</p>}
        {problem.code !== undefined && <p className="mt-1 font-mono text-faint text-xs">{problem.code}</p>}
      </div>
    </div>
  )
}
