import { purgeCache } from '@aipress/contract/cache.ts'
import { resumeSite, type Site, showSite } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { useMatches, useRouter } from '@tanstack/react-router'
import {
  ArrowUpRight,
  CircleStop,
  Eraser,
  KeyRound,
  MessageSquareText,
  Play,
  Settings,
  Trash2,
} from 'lucide-react'
import { askSoon } from '../chat/ask-soon.ts'
import { queryOf } from '../client/queries.ts'
import { mayOn, useMe } from '../sign-in/session.ts'
import { reasonOf, siteCan } from '../sites/site-can.ts'
import { SITE_TABS } from '../sites/site-tabs.ts'
import { useLogIn } from '../sites/use-log-in.ts'
import { useSiteOperation } from '../sites/use-site-operation.ts'
import type { Command } from './use-commands.ts'

/** What can be done with the site in view, and its pages. What hurts is only led to: it asks there. */
export function useSiteCommands(): { title: string; commands: Command[] } {
  const name = useMatches({ select: (matches) => siteNameOf(matches) })
  const { data: site } = useQuery({
    ...queryOf(showSite, { site: name ?? '' }),
    enabled: name !== undefined,
  })
  const commands = useCommandsOf(site, name ?? '')
  return site === undefined ? { title: 'Site', commands: [] } : { title: site.title, commands }
}

function siteNameOf(matches: readonly { params: object }[]): string | undefined {
  const params = matches.at(-1)?.params ?? {}
  return 'name' in params && typeof params.name === 'string' ? params.name : undefined
}

function useCommandsOf(site: Site | undefined, name: string): Command[] {
  const router = useRouter()
  const me = useMe()
  const { logIn } = useLogIn()
  const purge = useSiteOperation(purgeCache, {
    done: ({ title }) => `Visitors of ${title} get fresh pages from now on`,
  })
  const resume = useSiteOperation(resumeSite, { done: ({ title }) => `${title} is back online` })
  if (site === undefined) return []
  const toSettings = () => void router.navigate({ to: '/sites/$name/settings', params: { name } })
  const ask = () => {
    askSoon(`About ${site.name}: `)
    void router.navigate({ to: '/' })
  }
  const can = (verdict: keyof typeof siteCan) => ({ disabledReason: reasonOf(siteCan[verdict](site, me)) })
  const isRunning = site.state === 'running'
  return [
    {
      id: 'log in',
      label: 'Log in to wp-admin',
      icon: KeyRound,
      ...can('logIn'),
      run: () => void logIn(site),
    },
    ...(isRunning
      ? [
          {
            id: 'open',
            label: 'Open site',
            icon: ArrowUpRight,
            run: () => void window.open(site.url, '_blank', 'noopener'),
          },
        ]
      : []),
    { id: 'ask about', label: 'Ask about this site', icon: MessageSquareText, run: ask },
    {
      id: 'purge',
      label: 'Purge cache',
      icon: Eraser,
      ...can('purgeCache'),
      run: () => purge.mutate({ site: site.name }),
    },
    ...(site.state === 'suspended'
      ? [
          {
            id: 'resume',
            label: 'Resume',
            icon: Play,
            ...can('resume'),
            run: () => resume.mutate({ site: site.name }),
          },
        ]
      : [{ id: 'suspend', label: 'Suspend …', icon: CircleStop, ...can('suspend'), run: toSettings }]),
    { id: 'delete', label: 'Delete …', icon: Trash2, ...can('delete'), run: toSettings },
    ...SITE_TABS.filter(({ permission }) => mayOn(me, permission, site)).map((tab) => ({
      id: tab.to,
      label: tab.label,
      detail: 'of this site',
      icon: Settings,
      run: () => void router.navigate({ to: tab.to, params: { name } }),
    })),
  ]
}
