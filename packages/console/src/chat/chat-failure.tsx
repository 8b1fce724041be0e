import { AipressError } from '@aipress/contract/errors.ts'
import { RotateCw } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { type Problem, ProblemNote, problemOf } from '../ui/failure.tsx'
import { problemOfText } from './problem-of-text.ts'

interface ChatFailureProps {
  error: Error
  /** Absent where what failed is sent again from its card. */
  onRetry: (() => void) | undefined
}

export function ChatFailure({ error, onRetry }: ChatFailureProps) {
  return (
    <div className="sm:ml-9">
      <ProblemNote problem={problemOfChat(error)} />
      {onRetry !== undefined && (
        <Button className="mt-3" size="small" icon={<RotateCw size={15} aria-hidden />} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

function problemOfChat(error: Error): Problem {
  if (error instanceof AipressError) return problemOf(error)
  return problemOfText(error.message)
}
