import { AipressError } from '@aipress/contract/errors.ts'
import { CircleAlert, Lock, RotateCw, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { Hint } from './hint.tsx'

export interface Problem {
  /** Absent where only words came. */
  code?: string
  message: string
  hint?: string | undefined
}

/** What a person is told of any thrown thing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AipressError) return { code: error.code, message: error.message, hint: error.hint }
  if (isCodeMissing(error)) {
    return {
      message: 'A part of the console has not loaded.',
      hint: 'The connection may be lost, or the console was renewed a moment ago. Reload the page.',
    }
  }
  return {
    code: 'internal_error',
    message: 'Something went wrong in the console.',
    hint: 'Reload the page; if it happens again, tell an administrator what you did.',
  }
}

/** In the words of Chromium, Firefox and Safari; there is no code for it. */
function isCodeMissing(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /^(?:Failed to fetch dynamically|error loading dynamically) imported module|^Importing a module script failed/.test(
      error.message,
    )
  )
}

interface FailureProps {
  error: unknown
  onRetry?: () => void
  /** What the button says that retries. */
  retryLabel?: string
  /** A link to go on from what is not there. */
  elsewhere?: ReactNode
}

/** In place of what could not be loaded. What is gone or not allowed stays so, however often one tries. */
export function Failure({ error, onRetry, retryLabel = 'Try again', elsewhere }: FailureProps) {
  const problem = problemOf(error)
  const status = error instanceof AipressError ? error.status : 500
  const Icon = status === 404 ? SearchX : status === 403 ? Lock : CircleAlert
  const mayHelp = status !== 404 && status !== 403
  return (
    <div role="alert" className="rounded-xl border border-line bg-surface px-5 py-8 text-center">
      <Icon size={22} aria-hidden className={classNames('mx-auto', mayHelp ? 'text-bad' : 'text-faint')} />
      <p className="mt-3 break-words font-medium">{problem.message}</p>
      {problem.hint !== undefined && (
        <p className="mx-auto mt-1 max-w-prose text-soft">
          <Hint text={problem.hint} />
        </p>
      )}
      {problem.code !== undefined && (
        <p className="mt-3 font-mono text-[0.68rem] text-faint">{problem.code}</p>
      )}
      {mayHelp && onRetry !== undefined && (
        <Button className="mt-4" size="small" icon={<RotateCw size={15} aria-hidden />} onClick={onRetry}>
          {retryLabel}
        </Button>
      )}
      {!mayHelp && elsewhere !== undefined && <p className="mt-4 [&>a]:link">{elsewhere}</p>}
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
        {problem.hint !== undefined && (
          <p className="mt-0.5 text-soft">
            <Hint text={problem.hint} />
          </p>
        )}
        {problem.code !== undefined && (
          <p className="mt-1 font-mono text-[0.68rem] text-soft">{problem.code}</p>
        )}
      </div>
    </div>
  )
}
