import { BulkState } from '@aipress/contract/bulk.ts'
import { OperationState } from '@aipress/contract/operations.ts'
import type { Permission } from '@aipress/contract/roles.ts'
import {
  type AsyncRouteComponent,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  type RouteComponent,
} from '@tanstack/react-router'
import { parseAuditSearch } from './audit/audit-search.ts'
import { queryClient } from './client/query-client.ts'
import { parseInsightsSearch, parseRangeSearch } from './insights/insights-search.ts'
import {
  AccountPage,
  ApprovePage,
  AuditPage,
  BulkPage,
  BulksPage,
  ChatPage,
  ConnectPage,
  ForgotPasswordPage,
  HomePage,
  InsightsPage,
  MailPage,
  ModelPage,
  OperationPage,
  OperationsPage,
  PeoplePage,
  ResetPasswordPage,
  SecondFactorPage,
  SettingsPage,
  ShardPage,
  ShardsPage,
  SignInPage,
  SiteCron,
  SiteHostnames,
  SiteLogs,
  SiteMail,
  SiteOperations,
  SiteOverview,
  SitePage,
  SitePerformance,
  SitePhpErrors,
  SiteSettings,
  SitesPage,
  SiteWpCli,
  StatusPage,
  TokensPage,
  WelcomePage,
} from './pages.ts'
import { parseShardsSearch } from './shards/shards-search.ts'
import { AppShell } from './shell/app-shell.tsx'
import { CrashPage } from './shell/crash-page.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { Permitted } from './shell/not-permitted.tsx'
import { passOnWhoIsIn, requirePerson } from './sign-in/entrance.ts'
import { firstSitesQuery, siteQuery } from './sites/first-queries.ts'
import { parseSitesSearch } from './sites/sites-search.ts'
import { PAGE_WIDTH } from './ui/page-width.ts'
import { SkeletonRows } from './ui/skeleton.tsx'

interface SignInSearch {
  next?: string
  /** Another provider has said who it is, and a code is missing. */
  step?: 'code'
  /** Why one came back from another provider as nobody. */
  problem?: string
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ next, step, problem }): SignInSearch => ({
    ...(isOwnPath(next) ? { next } : {}),
    ...(step === 'code' ? { step } : {}),
    ...(typeof problem === 'string' ? { problem: problem.slice(0, 60) } : {}),
  }),
  component: SignInPage,
})

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: ({ token }): { token: string } => ({ token: typeof token === 'string' ? token : '' }),
  component: WelcomePage,
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: ForgotPasswordPage,
})

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: ({ token }): { token: string } => ({ token: typeof token === 'string' ? token : '' }),
  component: ResetPasswordPage,
})

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  validateSearch: ({ next }): { next?: string } => (isOwnPath(next) ? { next } : {}),
  beforeLoad: passOnWhoIsIn,
  component: SecondFactorPage,
})

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: requirePerson,
  component: AppShell,
  notFoundComponent: NotFoundPage,
})

const home = createRoute({ getParentRoute: () => app, path: '/', component: HomePage })

const conversation = createRoute({
  getParentRoute: () => app,
  path: '/c/$conversationId',
  component: ChatPage,
})

const sites = createRoute({
  getParentRoute: () => app,
  path: '/sites',
  validateSearch: parseSitesSearch,
  loaderDeps: ({ search: { dialog, ...asked } }) => asked,
  // Asked for while the page's code comes; the page waits for neither, and tells itself what fails.
  loader: ({ deps }) => void queryClient.prefetchQuery(firstSitesQuery(deps)),
  component: permitted('sites:read', SitesPage),
})

const site = createRoute({
  getParentRoute: () => app,
  path: '/sites/$name',
  loader: ({ params }) => void queryClient.prefetchQuery(siteQuery(params.name)),
  component: SitePage,
})

const siteTabs = [
  createRoute({
    getParentRoute: () => site,
    path: '/',
    component: SiteOverview,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/performance',
    validateSearch: parseRangeSearch,
    component: SitePerformance,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/hostnames',
    component: SiteHostnames,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/logs',
    component: SiteLogs,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/errors',
    component: SitePhpErrors,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/wp-cli',
    component: SiteWpCli,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/scheduled',
    component: SiteCron,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/operations',
    component: SiteOperations,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/mail',
    validateSearch: parseMailSearch,
    component: SiteMail,
  }),
  createRoute({
    getParentRoute: () => site,
    path: '/settings',
    component: SiteSettings,
  }),
] as const

const operations = createRoute({
  getParentRoute: () => app,
  path: '/operations',
  validateSearch: ({ state }): { state?: OperationState } => {
    const parsed = OperationState.safeParse(state)
    return parsed.success ? { state: parsed.data } : {}
  },
  component: permitted('operations:read', OperationsPage),
})

const insights = createRoute({
  getParentRoute: () => app,
  path: '/insights',
  validateSearch: parseInsightsSearch,
  component: permitted('sites:read', InsightsPage),
})

const operation = createRoute({
  getParentRoute: () => app,
  path: '/operations/$operationId',
  component: permitted('operations:read', OperationPage),
})

const mail = createRoute({
  getParentRoute: () => app,
  path: '/mail',
  validateSearch: parseMailSearch,
  component: permitted('mail:read', MailPage),
})

const bulks = createRoute({
  getParentRoute: () => app,
  path: '/bulk',
  validateSearch: ({ state }): { state?: BulkState } => {
    const parsed = BulkState.safeParse(state)
    return parsed.success ? { state: parsed.data } : {}
  },
  component: permitted('platform:read', BulksPage),
})

const bulk = createRoute({
  getParentRoute: () => app,
  path: '/bulk/$bulkId',
  component: permitted('platform:read', BulkPage),
})

const shard = createRoute({
  getParentRoute: () => app,
  path: '/shards/$shardId',
  component: permitted('platform:read', ShardPage),
})

const shards = createRoute({
  getParentRoute: () => app,
  path: '/shards',
  validateSearch: parseShardsSearch,
  component: permitted('platform:read', ShardsPage),
})

const status = createRoute({
  getParentRoute: () => app,
  path: '/status',
  component: permitted('platform:read', StatusPage),
})

const people = createRoute({
  getParentRoute: () => app,
  path: '/people',
  component: permitted('members:read', PeoplePage),
})

const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: permitted('audit:read', AuditPage),
})

const model = createRoute({
  getParentRoute: () => app,
  path: '/model',
  component: permitted('platform:read', ModelPage),
})

const connect = createRoute({ getParentRoute: () => app, path: '/connect', component: ConnectPage })

/** Without the frame of the other pages: there is one thing to do here. */
const approve = createRoute({
  getParentRoute: () => root,
  path: '/connect/approve',
  beforeLoad: requirePerson,
  validateSearch: ({ request, problem }): { request?: string; problem?: string } => ({
    ...(typeof request === 'string' ? { request } : {}),
    ...(typeof problem === 'string' ? { problem } : {}),
  }),
  component: ApprovePage,
})

const tokens = createRoute({
  getParentRoute: () => app,
  path: '/tokens',
  component: permitted('self:change', TokensPage),
})

const settings = createRoute({ getParentRoute: () => app, path: '/settings', component: SettingsPage })

const account = createRoute({ getParentRoute: () => app, path: '/account', component: AccountPage })

const tree = root.addChildren([
  signIn,
  welcome,
  forgotPassword,
  resetPassword,
  secondFactor,
  approve,
  app.addChildren([
    home,
    conversation,
    sites,
    site.addChildren(siteTabs),
    insights,
    operations,
    operation,
    mail,
    shards,
    shard,
    bulks,
    bulk,
    status,
    people,
    audit,
    model,
    tokens,
    settings,
    connect,
    account,
  ]),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  // What no page has checked is dropped; otherwise it would reach the page unchecked.
  search: { strict: true },
  scrollRestoration: true,
  // The page scrolls inside its frame; another page begins at its top.
  scrollToTopSelectors: ['#page'],
  defaultErrorComponent: CrashPage,
  defaultPendingComponent: () => (
    <div className={`${PAGE_WIDTH} py-10`}>
      <SkeletonRows />
    </div>
  ),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/** The page is loaded as soon as it is by itself. */
function permitted(permission: Permission, Page: AsyncRouteComponent<object>): RouteComponent {
  const PermittedPage = () => (
    <Permitted permission={permission}>
      <Page />
    </Permitted>
  )
  return Page.preload === undefined ? PermittedPage : Object.assign(PermittedPage, { preload: Page.preload })
}

function parseMailSearch({ mail }: Record<string, unknown>): { mail?: string } {
  return typeof mail === 'string' ? { mail } : {}
}

/** Never to another origin: `//elsewhere` and `/\elsewhere` are addresses of others. */
function isOwnPath(path: unknown): path is string {
  return typeof path === 'string' && /^\/(?![/\\])/.test(path)
}
