import { ArrowUp, Square } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { askSoon, useDraft } from './ask-soon.ts'
import { COMPOSER_ID } from './composer-id.ts'

const TEXT_LENGTH_MAX = 4_000
/** On a phone the keyboard would cover what one came to read. */
const FOCUS_FROM_WIDTH = '(min-width: 48rem)'

interface ComposerProps {
  busy: boolean
  onAsk: (text: string) => void
  onStop: () => void
}

export function Composer({ busy, onAsk, onStop }: ComposerProps) {
  const draft = useDraft()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (matchMedia(FOCUS_FROM_WIDTH).matches) field.current?.focus()
  }, [])
  const send = () => {
    const text = draft.trim()
    if (text === '' || busy) return
    askSoon('')
    onAsk(text)
  }
  return (
    <form
      className="mx-auto w-full max-w-[46rem] px-3 pb-3 sm:px-6 sm:pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="flex items-end gap-2 rounded-2xl border border-line-strong bg-surface p-2 pl-4 shadow-low outline-accent/35 transition-colors focus-within:border-accent focus-within:outline-2 focus-within:shadow-mid">
        <label className="min-w-0 flex-1 py-1.5">
          <span className="sr-only">Message</span>
          <textarea
            ref={field}
            id={COMPOSER_ID}
            value={draft}
            rows={1}
            maxLength={TEXT_LENGTH_MAX}
            placeholder="Ask for anything …"
            onChange={(event) => askSoon(event.target.value)}
            onKeyDown={(event) => {
              // While an input method composes a word, Enter belongs to it.
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              send()
            }}
            className="field-sizing-content block max-h-48 w-full resize-none bg-transparent leading-6 outline-none placeholder:text-faint"
          />
        </label>
        {busy ? <StopButton onStop={onStop} /> : <SendButton empty={draft.trim() === ''} />}
      </div>
    </form>
  )
}

const roundButton =
  'flex size-9 shrink-0 items-center justify-center rounded-full transition-colors aria-disabled:bg-sunken aria-disabled:text-faint'

function SendButton({ empty }: { empty: boolean }) {
  return (
    <button
      type="submit"
      aria-label="Send"
      aria-disabled={empty || undefined}
      title={empty ? 'Write something first' : 'Send'}
      className={`${roundButton} bg-accent text-on-accent hover:bg-accent/88`}
    >
      <ArrowUp size={18} aria-hidden />
    </button>
  )
}

function StopButton({ onStop }: { onStop: () => void }) {
  return (
    <button
      type="button"
      aria-label="Stop the answer"
      title="Stop the answer; what was begun goes on"
      onClick={onStop}
      className={`${roundButton} bg-ink text-paper hover:bg-ink/85`}
    >
      <Square size={13} fill="currentColor" aria-hidden />
    </button>
  )
}
