import type { ChatForm, FormField, FormValues } from '@aipress/contract/chat-form.ts'
import { SquarePen } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { FormFieldView } from './form-fields.tsx'
import type { FormState } from './form-outcome.ts'
import { type Held, heldOf, problemsOf, valuesOf } from './form-values.ts'

export interface FormCardProps {
  form: ChatForm
  state: FormState
  /** Answers whether it arrived. */
  onSend: (form: ChatForm, values: FormValues) => Promise<boolean>
}

/** How a form that can no longer be filled in is told of. */
const CLOSED: Readonly<Record<Exclude<FormState, 'open' | 'waiting'>, string>> = {
  sent: 'Sent',
  answered: 'Answered in words',
  anew: 'Asked again below',
  reading: 'Not sent yet',
}

/** What a request lacks, asked for with fields. It is open until that was done, whatever else is said. */
export function FormCard({ form, state, onSend }: FormCardProps) {
  const [held, setHeld] = useHeld(form)
  const [problems, setProblems] = useState<Problems>({})
  const isFillable = state === 'open' || state === 'waiting'
  const { section, noteSent } = useFocusAcross(isFillable)
  const send: FormCardProps['onSend'] = (sent, values) => {
    noteSent()
    return onSend(sent, values)
  }
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label={form.title}
      className="animate-rise rounded-xl border border-line-strong bg-surface p-4 shadow-low sm:p-5"
    >
      <div className="flex items-start gap-3">
        <SquarePen size={20} aria-hidden className="mt-1 shrink-0 text-accent" />
        <h3 className="min-w-0 flex-1 text-[1.22rem] leading-snug">{form.title}</h3>
        {state !== 'open' && state !== 'waiting' && (
          <Badge tone={state === 'sent' || state === 'answered' ? 'good' : 'neutral'}>{CLOSED[state]}</Badge>
        )}
      </div>
      {form.dryRun === true && (
        <p className="mt-1.5 ml-8 text-soft">Nothing is done: you are told what would happen.</p>
      )}
      {isFillable && (
        <Fields
          form={form}
          held={held}
          onChange={setHeld}
          problems={problems}
          onProblems={setProblems}
          busy={state === 'waiting'}
          onSend={send}
        />
      )}
    </section>
  )
}

/** More forms than that are not half filled in at once. */
const HELD_MAX = 20
const heldForms = new Map<string, Held>()

/** What was typed in outlives the page, as a half-written question does: one may look something up for it. */
function useHeld(form: ChatForm) {
  const [held, setHeld] = useState<Held>(() => heldForms.get(form.formId) ?? heldOf(form))
  const change = (next: Held) => {
    heldForms.delete(form.formId)
    heldForms.set(form.formId, next)
    const [oldest] = heldForms.keys()
    if (heldForms.size > HELD_MAX && oldest !== undefined) heldForms.delete(oldest)
    setHeld(next)
  }
  return [held, change] as const
}

/** Who sends the form stays with it: on the card when its fields go, in the first of them should they come back. */
function useFocusAcross(isFillable: boolean) {
  const section = useRef<HTMLElement>(null)
  const sent = useRef(false)
  useEffect(() => {
    if (!sent.current) return
    if (!isFillable) {
      section.current?.focus({ preventScroll: true })
      return
    }
    const isThere = document.activeElement === section.current || document.activeElement === document.body
    if (isThere) section.current?.querySelector<HTMLElement>('input, select')?.focus()
    sent.current = false
  }, [isFillable])
  const noteSent = () => {
    sent.current = true
  }
  return { section, noteSent }
}

type Problems = Readonly<Record<string, string>>

interface FieldsProps extends Pick<FormCardProps, 'form' | 'onSend'> {
  held: Held
  onChange: (held: Held) => void
  problems: Problems
  onProblems: (problems: Problems) => void
  busy: boolean
}

function Fields({ form, held, onChange, problems, onProblems, busy, onSend }: FieldsProps) {
  const [sending, setSending] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (Object.keys(problems).length === 0) return
    element.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [problems])
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || sending) return
    const values = valuesOf(form, held)
    const found = problemsOf(form, values)
    onProblems(found)
    if (Object.keys(found).length > 0) return
    setSending(true)
    if (!(await onSend(form, values))) setSending(false)
  }
  const view = (field: FormField) => (
    <FormFieldView
      key={field.name}
      field={field}
      value={held[field.name] ?? ''}
      problem={problems[field.name]}
      onChange={(value) => onChange({ ...held, [field.name]: value })}
    />
  )
  const isFirst = ({ required, value, name }: FormField) =>
    required || value !== undefined || problems[name] !== undefined
  const others = form.fields.filter((field) => !isFirst(field))
  return (
    <form ref={element} className="mt-4 space-y-4 sm:ml-8" noValidate onSubmit={(event) => void send(event)}>
      {form.fields.filter(isFirst).map(view)}
      {others.length > 0 && (
        <details>
          <summary className="link w-fit cursor-pointer text-sm">
            {others.length === 1 ? 'One more field' : `${others.length} more fields`}
          </summary>
          <div className="mt-3 space-y-4">{others.map(view)}</div>
        </details>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button
          type="submit"
          look="primary"
          size="small"
          busy={sending}
          disabledReason={busy ? 'An answer is still coming.' : undefined}
        >
          Send
        </Button>
        <span className="text-faint text-sm">Or answer in words below.</span>
      </div>
    </form>
  )
}
