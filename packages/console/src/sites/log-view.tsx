import type { LogKind, LogLine } from '@aipress/contract/sites.ts'
import { classNames } from '../ui/class-names.ts'
import { formatClock, formatDuration, formatMoment } from '../ui/format.ts'

const KIND_WORDS: Record<LogKind, string> = {
  access: 'access',
  php: 'php',
  error: 'error',
  'slow-request': 'slow',
  'slow-query': 'query',
}

/** Log lines, oldest first. They are other people's words: text, never markup. */
export function LogLines({ lines }: { lines: readonly LogLine[] }) {
  return (
    <ol className="min-w-max font-mono text-[0.8rem] leading-6">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity; they are only ever appended
        <li key={index} className="flex gap-3 px-4 hover:bg-surface">
          <time dateTime={line.time} title={formatMoment(line.time)} className="text-faint">
            {formatClock(line.time)}
          </time>
          <span className="w-11 text-faint">{KIND_WORDS[line.kind]}</span>
          <LineText line={line} />
        </li>
      ))}
    </ol>
  )
}

function LineText({ line }: { line: LogLine }) {
  // Of what was slow the text tells why.
  const isSlow = line.kind === 'slow-request' || line.kind === 'slow-query'
  if (isSlow || line.status === undefined || line.path === undefined) {
    return <span className={line.kind === 'access' || isSlow ? '' : 'text-bad'}>{line.text}</span>
  }
  return (
    <span title={line.text}>
      <span className={classNames('mr-3', toneOfStatus(line.status))}>{line.status}</span>
      <span className="mr-2 text-soft">{line.method}</span>
      <span>{line.path}</span>
      {line.durationMs !== undefined && (
        <span className="ml-3 text-faint">{formatDuration(line.durationMs)}</span>
      )}
      {line.cache !== undefined && (
        <span className={classNames('ml-3', line.cache === 'HIT' ? 'text-good' : 'text-faint')}>
          {line.cache}
        </span>
      )}
    </span>
  )
}

function toneOfStatus(status: number): string {
  if (status >= 500) return 'text-bad font-semibold'
  if (status >= 400) return 'text-warn'
  return 'text-good'
}
