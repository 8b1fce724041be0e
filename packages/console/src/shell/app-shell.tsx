import { Outlet, useLocation } from '@tanstack/react-router'
import { Menu, Search } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { IconButton } from '../ui/button.tsx'
import { Wordmark } from '../ui/logo.tsx'
import { Toasts } from '../ui/toast.tsx'
import { useModal } from '../ui/use-modal.ts'
import { whenIdle } from '../ui/when-idle.ts'
import { ActingBanner } from './acting-banner.tsx'
import { Sidebar } from './sidebar.tsx'
import { UnreachableNotice } from './unreachable-notice.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const loadPalette = () => import('./command-palette.tsx')
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }))

/** The frame of every page once one is in: the way around on the left, the page, and the palette. */
export function AppShell() {
  const [finding, setFinding] = useState(false)
  const find = () => setFinding(true)
  useEffect(() => whenIdle(() => void loadPalette(), 0), [])
  useShortcuts({ onFind: () => setFinding((open) => !open) })
  return (
    <div className="flex h-dvh flex-col">
      <ActingBanner />
      <UnreachableNotice />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <a
          href="#page"
          className="fixed top-2 left-2 z-40 -translate-y-16 rounded-lg bg-ink px-4 py-2 text-paper focus:translate-y-0"
        >
          Skip to the page
        </a>
        <MobileBar onFind={find} />
        <div className="hidden w-60 shrink-0 border-line border-r md:block">
          <Sidebar onFind={find} />
        </div>
        <main
          id="page"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself, so one must be able to be in it
          tabIndex={0}
          // Containing what is placed absolutely in it, which would lengthen the document instead.
          className="relative flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto -outline-offset-2"
        >
          <Outlet />
        </main>
        {finding && (
          <Suspense>
            <CommandPalette onClose={() => setFinding(false)} />
          </Suspense>
        )}
        <Toasts />
      </div>
    </div>
  )
}

function MobileBar({ onFind }: { onFind: () => void }) {
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  const [openedOn, setOpenedOn] = useState(pathname)
  // Whoever chose a page wants to see it.
  const shown = open && openedOn === pathname
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 border-line border-b px-2 md:hidden">
      <IconButton
        label="Menu"
        onClick={() => {
          setOpenedOn(pathname)
          setOpen(true)
        }}
      >
        <Menu size={20} aria-hidden />
      </IconButton>
      <span className="flex flex-1 justify-center">
        <Wordmark />
      </span>
      <IconButton label="Find" onClick={onFind}>
        <Search size={19} aria-hidden />
      </IconButton>
      {shown && (
        <Drawer onClose={() => setOpen(false)}>
          <Sidebar
            onFind={() => {
              setOpen(false)
              onFind()
            }}
          />
        </Drawer>
      )}
    </header>
  )
}

function Drawer({ onClose, children }: { onClose: () => void; children: React.ReactNode }) {
  const dialog = useModal()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the drawer is a shortcut; Escape does the same
    <dialog
      ref={dialog}
      aria-label="Menu"
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
      className="m-0 h-dvh max-h-none w-[min(17rem,85vw)] border-line border-r bg-paper text-ink"
    >
      {children}
    </dialog>
  )
}
