import type { Permission } from '@aipress/contract/roles.ts'
import {
  Activity,
  Boxes,
  ChartNoAxesColumn,
  Globe,
  House,
  KeySquare,
  ListChecks,
  type LucideIcon,
  Mail,
  Plug,
  ScrollText,
  Settings,
  Sparkles,
  UserRound,
  Users,
  Workflow,
} from 'lucide-react'

export interface Place {
  to:
    | '/'
    | '/sites'
    | '/insights'
    | '/operations'
    | '/mail'
    | '/shards'
    | '/bulk'
    | '/status'
    | '/people'
    | '/audit'
    | '/model'
    | '/tokens'
    | '/connect'
    | '/account'
    | '/settings'
  label: string
  icon: LucideIcon
  /** Who may not is not shown the way. */
  permission: Permission
}

/** What everyone works with. */
export const PLACES: readonly Place[] = [
  { to: '/', label: 'Home', icon: House, permission: 'sites:read' },
  { to: '/sites', label: 'Sites', icon: Globe, permission: 'sites:read' },
  { to: '/insights', label: 'Insights', icon: ChartNoAxesColumn, permission: 'sites:read' },
  { to: '/operations', label: 'Operations', icon: Workflow, permission: 'operations:read' },
  { to: '/mail', label: 'Mail', icon: Mail, permission: 'mail:read' },
  { to: '/people', label: 'People', icon: Users, permission: 'members:read' },
]

/** What the operators of the platform see besides. */
export const PLATFORM_PLACES: readonly Place[] = [
  { to: '/status', label: 'Status', icon: Activity, permission: 'platform:read' },
  { to: '/shards', label: 'Shards', icon: Boxes, permission: 'platform:read' },
  { to: '/bulk', label: 'Bulk changes', icon: ListChecks, permission: 'platform:read' },
  { to: '/model', label: 'Language model', icon: Sparkles, permission: 'platform:read' },
  { to: '/audit', label: 'Audit', icon: ScrollText, permission: 'audit:read' },
]

export const OWN_PLACES: readonly Place[] = [
  { to: '/settings', label: 'Settings', icon: Settings, permission: 'self:read' },
  { to: '/connect', label: 'Connect an agent', icon: Plug, permission: 'self:change' },
  { to: '/tokens', label: 'API tokens', icon: KeySquare, permission: 'self:change' },
  { to: '/account', label: 'Your account', icon: UserRound, permission: 'self:change' },
]
