import { CornerDownLeft } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { classNames } from '../ui/class-names.ts'
import { useModal } from '../ui/use-modal.ts'
import { type Command, type CommandGroup, useCommands } from './use-commands.ts'

/** How far Page Up and Page Down go. */
const PAGE = 6

/** Type a few letters, press Enter: what can be done with the site in view, sites, pages, or a question for the chat. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const dialog = useModal()
  const [text, setText] = useState('')
  const [pointed, setPointed] = useState(0)
  const { groups, searching } = useCommands(text)
  const commands = groups.flatMap((group) => group.commands)
  // The list may have become shorter since.
  const chosen = Math.min(pointed, commands.length - 1)
  const listId = useId()
  const run = (command: Command | undefined) => {
    if (command === undefined || command.disabledReason !== undefined) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const next = nextOf(event.key, chosen, commands.length)
    if (event.key === 'Enter') run(commands[chosen])
    else if (next !== undefined) setPointed(next)
    else return
    event.preventDefault()
  }
  const onText = (typed: string) => {
    setText(typed)
    setPointed(0)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the palette is a shortcut; Escape does the same
    <dialog
      ref={dialog}
      aria-label="Find"
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
      className="mx-auto mt-[12dvh] mb-0 w-[min(36rem,calc(100vw-2rem))] animate-rise overflow-hidden rounded-2xl border border-line bg-surface text-ink shadow-high"
    >
      <input
        role="combobox"
        aria-label="Find pages and sites, or ask"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={chosen < 0 ? undefined : `${listId}-${chosen}`}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder="Find a page or site, or ask for something"
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        className="w-full border-line border-b bg-transparent px-5 py-4 text-[1.06rem] outline-none placeholder:text-faint"
      />
      <div
        id={listId}
        role="listbox"
        aria-label="Results"
        aria-busy={searching}
        className="max-h-[50dvh] overflow-y-auto p-2"
      >
        <Groups
          groups={groups}
          listId={listId}
          chosen={chosen}
          onPoint={setPointed}
          onRun={(index) => run(commands[index])}
        />
      </div>
      <p role="status" className="sr-only">
        {searching ? 'Searching sites' : `${commands.length} results`}
      </p>
    </dialog>
  )
}

/** Where a key leads in a list that goes round; undefined for keys that are none of its business. */
export function nextOf(key: string, chosen: number, count: number): number | undefined {
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return (chosen + 1) % count
    case 'ArrowUp':
      return (chosen + count - 1) % count
    case 'PageDown':
      return Math.min(chosen + PAGE, count - 1)
    case 'PageUp':
      return Math.max(chosen - PAGE, 0)
    default:
      return undefined
  }
}

interface GroupsProps {
  groups: readonly CommandGroup[]
  listId: string
  chosen: number
  onPoint: (index: number) => void
  onRun: (index: number) => void
}

function Groups({ groups, listId, chosen, onPoint, onRun }: GroupsProps) {
  let before = 0
  return groups.map((group) => {
    const first = before
    before += group.commands.length
    const headId = `${listId}-${group.name}`
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list of options
      <div key={group.name} role="group" aria-labelledby={headId} className="not-first:mt-1.5">
        <p id={headId} className="label-caps px-3 pt-1.5 pb-1">
          {group.name}
        </p>
        {group.commands.map((command, index) => (
          <CommandRow
            key={command.id}
            id={`${listId}-${first + index}`}
            command={command}
            chosen={first + index === chosen}
            onPoint={() => onPoint(first + index)}
            onRun={() => onRun(first + index)}
          />
        ))}
      </div>
    )
  })
}

interface CommandRowProps {
  id: string
  command: Command
  chosen: boolean
  onPoint: () => void
  onRun: () => void
}

function CommandRow({ id, command, chosen, onPoint, onRun }: CommandRowProps) {
  const row = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const isOff = command.disabledReason !== undefined
  return (
    <button
      ref={row}
      id={id}
      type="button"
      role="option"
      aria-selected={chosen}
      aria-disabled={isOff || undefined}
      tabIndex={-1}
      onPointerMove={onPoint}
      onClick={onRun}
      className={classNames(
        'flex w-full items-center gap-3 rounded-lg px-3 py-2 text-left',
        chosen && 'bg-sunken',
        isOff && 'cursor-not-allowed text-soft',
      )}
    >
      <command.icon size={17} strokeWidth={1.75} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0 truncate">{command.label}</span>
      <span className="min-w-0 flex-1 truncate text-faint text-sm">
        {command.disabledReason ?? command.detail}
      </span>
      {chosen && !isOff && <CornerDownLeft size={15} aria-hidden className="shrink-0 text-faint" />}
    </button>
  )
}
