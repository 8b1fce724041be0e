import { runWpCli } from '@aipress/contract/sites.ts'
import { type FormEvent, useRef, useState } from 'react'
import { client } from '../client/client.ts'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { inputClass } from '../ui/field.tsx'
import { reasonOf, siteCan } from './site-can.ts'
import { splitArguments } from './split-arguments.ts'
import { useSiteOfRoute } from './use-site-of-route.ts'

interface Run {
  id: number
  command: string
  output: string
  exitCode?: number
  error?: unknown
}

/** As many as one reads back; the log of operations has the rest. */
const RUNS_MAX = 20
const OUTPUT_LENGTH_MAX = 200_000

export function SiteWpCli() {
  const site = useSiteOfRoute().data
  const me = useMe()
  const [command, setCommand] = useState('')
  const { runs, running, run, stop } = useRuns(site?.siteId ?? '')
  if (site === undefined) return null
  const reason =
    reasonOf(siteCan.runWpCli(site, me)) ?? (command.trim() === '' ? 'Type a command first' : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason !== undefined || running) return
    setCommand('')
    void run(command.trim().replace(/^wp\s+/, ''))
  }
  return (
    <>
      <form onSubmit={submit} className="flex items-center gap-2">
        <label className="relative flex-1">
          <span className="sr-only">WP-CLI command</span>
          <span aria-hidden className="absolute top-1/2 left-3 -translate-y-1/2 font-mono text-faint text-sm">
            wp
          </span>
          <input
            value={command}
            onChange={(event) => setCommand(event.target.value)}
            className={`${inputClass} pl-10 font-mono text-sm`}
            placeholder="plugin list"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={10_000}
          />
        </label>
        {running ? (
          <Button onClick={stop}>Stop</Button>
        ) : (
          <Button type="submit" look="primary" disabledReason={reason}>
            Run
          </Button>
        )}
      </form>
      <p className="mt-2 text-soft text-sm">
        The real WP-CLI, as the site’s own user. For example{' '}
        <code className="font-mono">option get blogname</code> or <code className="font-mono">user list</code>
        .
      </p>
      <div className="mt-5 space-y-4" aria-live="polite">
        {runs.map((each) => (
          <RunView key={each.id} run={each} />
        ))}
      </div>
    </>
  )
}

function RunView({ run }: { run: Run }) {
  return (
    <article className="overflow-hidden rounded-xl border border-line bg-sunken">
      <header className="flex items-baseline justify-between gap-4 border-line border-b bg-surface px-4 py-2 text-sm">
        <code className="min-w-0 break-words font-mono">wp {run.command}</code>
        <span className="text-faint tabular-nums">
          {run.error !== undefined
            ? 'failed'
            : run.exitCode === undefined
              ? 'running …'
              : `exit code ${run.exitCode}`}
        </span>
      </header>
      {run.output !== '' && (
        <pre className="max-h-96 overflow-auto px-4 py-3 font-mono text-[0.8rem] leading-5">{run.output}</pre>
      )}
      <FailureNote error={run.error} className="m-3" />
    </article>
  )
}

function useRuns(site: string) {
  const [runs, setRuns] = useState<readonly Run[]>([])
  const [leaving, setLeaving] = useState<AbortController>()
  const lastId = useRef(0)
  const change = (id: number, changed: (run: Run) => Run) =>
    setRuns((all) => all.map((run) => (run.id === id ? changed(run) : run)))
  const run = async (command: string) => {
    lastId.current += 1
    const id = lastId.current
    const controller = new AbortController()
    setLeaving(controller)
    setRuns((all) => [{ id, command, output: '' }, ...all].slice(0, RUNS_MAX))
    const onEvent = ({ text }: { text: string }) =>
      change(id, (each) => ({ ...each, output: (each.output + text).slice(-OUTPUT_LENGTH_MAX) }))
    try {
      const options = { onEvent, signal: controller.signal }
      const { exitCode } = await client.call(runWpCli, { site, args: splitArguments(command) }, options)
      change(id, (each) => ({ ...each, exitCode }))
    } catch (error) {
      change(id, (each) => ({ ...each, error }))
    } finally {
      setLeaving(undefined)
    }
  }
  return { runs, running: leaving !== undefined, run, stop: () => leaving?.abort() }
}
