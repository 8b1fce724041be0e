import { Link } from '@tanstack/react-router'
import { Search, SquarePen } from 'lucide-react'
import { ConversationList } from '../chat/conversation-list.tsx'
import { may, useMe } from '../sign-in/session.ts'
import { Wordmark } from '../ui/logo.tsx'
import { AccountMenu } from './account-menu.tsx'
import { PLACES, PLATFORM_PLACES, type Place } from './places.ts'

export function Sidebar({ onFind }: { onFind: () => void }) {
  const me = useMe()
  const platform = PLATFORM_PLACES.filter((place) => may(me, place.permission))
  return (
    <div className="flex h-full flex-col bg-paper">
      <div className="flex items-center justify-between px-4 pt-5 pb-4">
        <Link to="/" aria-label="AIPress: chat" className="rounded-md">
          <Wordmark />
        </Link>
        <Link
          to="/"
          aria-label="New chat"
          title="New chat"
          className="rounded-lg p-2 text-soft transition-colors hover:bg-line/60 hover:text-ink"
        >
          <SquarePen size={17} aria-hidden />
        </Link>
      </div>
      <div className="px-3">
        <button
          type="button"
          onClick={onFind}
          className="flex w-full items-center gap-2 rounded-lg border border-line-strong bg-surface px-2.5 py-1.5 text-faint text-sm transition-colors hover:border-faint"
        >
          <Search size={15} aria-hidden />
          <span className="flex-1 text-left">Find</span>
          <kbd className="font-sans text-xs">Ctrl K</kbd>
        </button>
      </div>
      <div className="relative min-h-0 flex-1 overflow-y-auto px-3 pt-4 pb-4">
        <nav aria-label="Main">
          <PlaceList places={PLACES.filter((place) => may(me, place.permission))} />
          {platform.length > 0 && (
            <>
              <h2 className="label-caps mt-6 mb-1.5 px-2.5 font-sans">Platform</h2>
              <PlaceList places={platform} />
            </>
          )}
        </nav>
        <ConversationList />
      </div>
      <AccountMenu />
    </div>
  )
}

function PlaceList({ places }: { places: readonly Place[] }) {
  return (
    <ul className="space-y-px">
      {places.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link
            to={to}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            className="flex items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-[0.95rem] text-soft transition-colors hover:bg-line/60 hover:text-ink aria-[current=page]:bg-line aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            <Icon size={17} strokeWidth={1.75} aria-hidden />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  )
}
