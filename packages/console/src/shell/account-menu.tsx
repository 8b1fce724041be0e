import { Link, useRouter } from '@tanstack/react-router'
import {
  ArrowUpRight,
  BookOpen,
  ChevronsUpDown,
  KeySquare,
  LogOut,
  Plug,
  Settings,
  UserRound,
} from 'lucide-react'
import { useId, useRef } from 'react'
import { ROLE_LABELS } from '../people/role-labels.ts'
import { may, signOut, useMe } from '../sign-in/session.ts'
import { Choices } from '../ui/choices.tsx'
import { chooseTheme, THEMES, useThemeChoice } from './theme.ts'

const itemClass =
  'flex w-full items-center gap-2.5 rounded-md px-2.5 py-2 text-left text-[0.93rem] transition-colors hover:bg-sunken'

export function AccountMenu() {
  const me = useMe()
  const name = me.person?.name || me.displayName
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const close = () => menu.current?.hidePopover()
  const theme = useThemeChoice()
  const router = useRouter()
  const leave = () => signOut(() => router.navigate({ to: '/sign-in' }))
  return (
    <div className="relative border-line border-t p-3">
      <button
        type="button"
        popoverTarget={id}
        className="flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left transition-colors hover:bg-line/60"
      >
        <span
          aria-hidden
          className="flex size-8 items-center justify-center rounded-full bg-accent-soft font-medium font-serif text-accent"
        >
          {name.charAt(0).toUpperCase()}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-sm leading-tight">{name}</span>
          <span className="block truncate text-faint text-xs">{me.accountName}</span>
        </span>
        <ChevronsUpDown size={15} aria-hidden className="text-faint" />
        <span className="sr-only">: account and theme</span>
      </button>
      {/* The browser's own popover: it closes by itself on Escape and on a click elsewhere. */}
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="fixed top-auto bottom-19 left-3 m-0 w-60 rounded-xl border border-line bg-surface p-1.5 text-ink shadow-high"
      >
        <div className="px-2.5 py-2">
          <p className="truncate text-sm">{me.displayName}</p>
          <p className="text-faint text-xs">{ROLE_LABELS[me.role]}</p>
        </div>
        <div className="flex px-1.5 pb-1.5">
          <Choices label="Theme" value={theme} options={THEMES} onChange={chooseTheme} />
        </div>
        <Link to="/settings" className={itemClass} onClick={close}>
          <Settings size={16} aria-hidden className="text-faint" />
          Settings
        </Link>
        <Link to="/tokens" className={itemClass} onClick={close}>
          <KeySquare size={16} aria-hidden className="text-faint" />
          API tokens
        </Link>
        <Link to="/connect" className={itemClass} onClick={close}>
          <Plug size={16} aria-hidden className="text-faint" />
          Connect an agent
        </Link>
        <a href="/docs" target="_blank" rel="noreferrer" className={itemClass} onClick={close}>
          <BookOpen size={16} aria-hidden className="text-faint" />
          API
          <ArrowUpRight size={14} aria-hidden className="ml-auto text-faint" />
        </a>
        {me.person !== undefined && may(me, 'self:change') && (
          <Link to="/account" className={itemClass} onClick={close}>
            <UserRound size={16} aria-hidden className="text-faint" />
            Your account
          </Link>
        )}
        <button type="button" className={itemClass} onClick={() => void leave()}>
          <LogOut size={16} aria-hidden className="text-faint" />
          Sign out
        </button>
      </div>
    </div>
  )
}
