import { listSites } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Globe, type LucideIcon, MessageSquareText, Monitor, Moon, Plus, Sun } from 'lucide-react'
import { askSoon } from '../chat/ask-soon.ts'
import { queryOf } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { addressOf, refOf } from '../sites/site-state.tsx'
import { useSettled } from '../ui/use-settled.ts'
import { OWN_PLACES, PLACES, PLATFORM_PLACES } from './places.ts'
import { chooseTheme } from './theme.ts'
import { useSiteCommands } from './use-site-commands.ts'

export interface Command {
  id: string
  label: string
  detail?: string
  icon: LucideIcon
  /** Why it cannot be done now. It is shown all the same, so that nobody looks for it elsewhere. */
  disabledReason?: string | undefined
  run: () => void
}

export interface CommandGroup {
  name: string
  commands: readonly Command[]
}

const SITES_MAX = 6
/** While letters come faster than this, nothing is asked. */
const PAUSE_MS = 150

/** What the palette offers for what is typed. */
export function useCommands(text: string): { groups: readonly CommandGroup[]; searching: boolean } {
  const sought = text.trim().toLowerCase()
  const site = useSiteCommands()
  const pages = usePageCommands()
  const found = useFoundSites(sought)
  const ask = useAsk(text.trim())
  const isSought = ({ label }: Command) => label.toLowerCase().includes(sought)
  const groups: CommandGroup[] = [
    { name: site.title, commands: site.commands.filter(isSought) },
    { name: 'Sites', commands: found.commands },
    { name: 'Pages', commands: pages.filter(isSought) },
    { name: 'Do', commands: useOwnCommands().filter(isSought) },
    { name: 'Chat', commands: sought === '' ? [] : [ask] },
  ]
  return { groups: groups.filter(({ commands }) => commands.length > 0), searching: found.searching }
}

/** Sites whose name, title or hostname holds the letters, as the server finds them: there may be 50,000. */
function useFoundSites(sought: string): { commands: Command[]; searching: boolean } {
  const router = useRouter()
  const me = useMe()
  const settled = useSettled(sought, PAUSE_MS)
  const input = { limit: SITES_MAX, ...(settled === '' ? {} : { search: settled.slice(0, 120) }) }
  const list = useQuery({
    ...queryOf(listSites, input),
    enabled: may(me, 'sites:read'),
    placeholderData: (previous) => previous,
  })
  // While the answer for these letters is on its way, the list still holds the one before.
  const isOld = settled !== sought || list.isPlaceholderData
  const sites = (list.data?.items ?? []).filter(
    ({ title, url, hostnames }) =>
      !isOld ||
      `${title} ${url} ${hostnames.map(({ hostname }) => hostname).join(' ')}`.toLowerCase().includes(sought),
  )
  return {
    searching: isOld || list.isLoading,
    commands: sites.map((site) => ({
      id: site.siteId,
      label: site.title,
      detail: addressOf(site.url),
      icon: Globe,
      run: () => void router.navigate({ to: '/sites/$name', params: { name: refOf(site) } }),
    })),
  }
}

function usePageCommands(): Command[] {
  const router = useRouter()
  const me = useMe()
  return [...PLACES, ...PLATFORM_PLACES, ...OWN_PLACES]
    .filter((place) => may(me, place.permission))
    .map((place) => ({
      id: place.to,
      label: place.label,
      icon: place.icon,
      run: () => void router.navigate({ to: place.to }),
    }))
}

function useOwnCommands(): Command[] {
  const router = useRouter()
  const create: Command = {
    id: 'create',
    label: 'New site',
    icon: Plus,
    run: () => void router.navigate({ to: '/sites', search: { dialog: 'create' } }),
  }
  return [
    ...(may(useMe(), 'sites:create') ? [create] : []),
    { id: 'light', label: 'Light theme', icon: Sun, run: () => chooseTheme('light') },
    { id: 'dark', label: 'Dark theme', icon: Moon, run: () => chooseTheme('dark') },
    { id: 'system', label: 'Theme of the system', icon: Monitor, run: () => chooseTheme('system') },
  ]
}

function useAsk(text: string): Command {
  const router = useRouter()
  return {
    id: 'ask',
    label: `Ask: ${text}`,
    icon: MessageSquareText,
    run: () => {
      askSoon(text)
      void router.navigate({ to: '/' })
    },
  }
}
