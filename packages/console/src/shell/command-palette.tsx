import { listSites } from '@aipress/contract/sites.ts'
import { useRouter } from '@tanstack/react-router'
import { CornerDownLeft, Globe, type LucideIcon, MessageSquareText, Moon, Sun } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { askSoon } from '../chat/ask-soon.ts'
import { usePages } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { refOf } from '../sites/site-card.tsx'
import { addressOf } from '../sites/site-state.tsx'
import { classNames } from '../ui/class-names.ts'
import { OWN_PLACES, PLACES, PLATFORM_PLACES } from './places.ts'
import { chooseTheme } from './theme.ts'

interface Command {
  id: string
  label: string
  detail?: string
  icon: LucideIcon
  run: () => void
}

const SITES_MAX = 6

/** Type a few letters, press Enter: pages, sites, the theme, or a question for the chat. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const commands = useCommands(text)
  const listId = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  const run = (command: Command | undefined) => {
    if (command === undefined) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') run(commands[chosen])
    else if (event.key === 'ArrowDown') setChosen((chosen + 1) % commands.length)
    else if (event.key === 'ArrowUp') setChosen((chosen + commands.length - 1) % commands.length)
    else return
    event.preventDefault()
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
        aria-controls={listId}
        aria-activedescendant={`${listId}-${chosen}`}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
        placeholder="Find a page or site, or ask for something"
        maxLength={200}
        className="w-full border-line border-b bg-transparent px-5 py-4 text-[1.06rem] outline-none placeholder:text-faint"
      />
      <div id={listId} role="listbox" aria-label="Results" className="max-h-[50dvh] overflow-y-auto p-2">
        {commands.map((command, index) => (
          <CommandRow
            key={command.id}
            id={`${listId}-${index}`}
            command={command}
            chosen={index === chosen}
            onPoint={() => setChosen(index)}
            onRun={() => run(command)}
          />
        ))}
      </div>
    </dialog>
  )
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
  return (
    <button
      ref={row}
      id={id}
      type="button"
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      onPointerMove={onPoint}
      onClick={onRun}
      className={classNames(
        'flex w-full items-center gap-3 rounded-lg px-3 py-2 text-left',
        chosen && 'bg-sunken',
      )}
    >
      <command.icon size={17} strokeWidth={1.75} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0 truncate">{command.label}</span>
      <span className="min-w-0 flex-1 truncate text-faint text-sm">{command.detail}</span>
      {chosen && <CornerDownLeft size={15} aria-hidden className="shrink-0 text-faint" />}
    </button>
  )
}

function useCommands(text: string): Command[] {
  const router = useRouter()
  const me = useMe()
  const sought = text.trim().toLowerCase()
  const asked = useDeferredValue(sought)
  const { items: sites = [] } = usePages(listSites, {
    limit: SITES_MAX,
    ...(asked === '' ? {} : { search: asked.slice(0, 120) }),
  })
  const pages = [...PLACES, ...PLATFORM_PLACES, ...OWN_PLACES]
    .filter((place) => may(me, place.permission))
    .map(
      (place): Command => ({
        id: place.to,
        label: place.label,
        icon: place.icon,
        run: () => void router.navigate({ to: place.to }),
      }),
    )
  const themes: Command[] = [
    { id: 'light', label: 'Light theme', icon: Sun, run: () => chooseTheme('light') },
    { id: 'dark', label: 'Dark theme', icon: Moon, run: () => chooseTheme('dark') },
  ]
  const matching = [...pages, ...themes].filter(({ label }) => label.toLowerCase().includes(sought))
  // While the answer for these letters is on its way, the list still holds the one before.
  const found = sites.filter(({ title, url }) => `${title} ${url}`.toLowerCase().includes(sought))
  const siteCommands = found.map(
    (site): Command => ({
      id: site.siteId,
      label: site.title,
      detail: addressOf(site.url),
      icon: Globe,
      run: () => void router.navigate({ to: '/sites/$name', params: { name: refOf(site) } }),
    }),
  )
  const ask: Command[] =
    sought === ''
      ? []
      : [
          {
            id: 'ask',
            label: `Ask: ${text.trim()}`,
            icon: MessageSquareText,
            run: () => {
              askSoon(text.trim())
              void router.navigate({ to: '/' })
            },
          },
        ]
  return sought === '' ? [...pages, ...siteCommands, ...themes] : [...siteCommands, ...matching, ...ask]
}
