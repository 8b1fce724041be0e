import { lazyRouteComponent } from '@tanstack/react-router'

/**
 * Every page, loaded when it is first wanted: the first one shall be usable before the others have come. The router
 * loads a page as soon as somebody points at a link to it.
 */
export const HomePage = lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage')
export const ChatPage = lazyRouteComponent(() => import('./chat/chat-page.tsx'), 'ChatPage')
export const SignInPage = lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage')
export const WelcomePage = lazyRouteComponent(() => import('./sign-in/welcome-page.tsx'), 'WelcomePage')
export const ForgotPasswordPage = lazyRouteComponent(
  () => import('./sign-in/forgot-password-page.tsx'),
  'ForgotPasswordPage',
)
export const ResetPasswordPage = lazyRouteComponent(
  () => import('./sign-in/reset-password-page.tsx'),
  'ResetPasswordPage',
)
export const SecondFactorPage = lazyRouteComponent(
  () => import('./sign-in/second-factor-page.tsx'),
  'SecondFactorPage',
)
export const ConnectPage = lazyRouteComponent(() => import('./connect/connect-page.tsx'), 'ConnectPage')
export const ApprovePage = lazyRouteComponent(() => import('./connect/approve-page.tsx'), 'ApprovePage')
export const AccountPage = lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage')

export const SitesPage = lazyRouteComponent(() => import('./sites/sites-page.tsx'), 'SitesPage')
export const SitePage = lazyRouteComponent(() => import('./sites/site-page.tsx'), 'SitePage')
export const SiteOverview = lazyRouteComponent(() => import('./sites/site-overview.tsx'), 'SiteOverview')
export const SitePerformance = lazyRouteComponent(
  () => import('./insights/site-performance.tsx'),
  'SitePerformance',
)
export const SiteHostnames = lazyRouteComponent(
  () => import('./hostnames/site-hostnames.tsx'),
  'SiteHostnames',
)
export const SiteLogs = lazyRouteComponent(() => import('./sites/site-logs.tsx'), 'SiteLogs')
export const SitePhpErrors = lazyRouteComponent(() => import('./php/site-php-errors.tsx'), 'SitePhpErrors')
export const SiteWpCli = lazyRouteComponent(() => import('./sites/site-wp-cli.tsx'), 'SiteWpCli')
export const SiteCron = lazyRouteComponent(() => import('./cron/site-cron.tsx'), 'SiteCron')
export const SiteOperations = lazyRouteComponent(
  () => import('./operations/site-operations.tsx'),
  'SiteOperations',
)
export const SiteMail = lazyRouteComponent(() => import('./mail/site-mail.tsx'), 'SiteMail')
export const SiteSettings = lazyRouteComponent(() => import('./sites/site-settings.tsx'), 'SiteSettings')

export const InsightsPage = lazyRouteComponent(() => import('./insights/insights-page.tsx'), 'InsightsPage')
export const OperationsPage = lazyRouteComponent(
  () => import('./operations/operations-page.tsx'),
  'OperationsPage',
)
export const OperationPage = lazyRouteComponent(
  () => import('./operations/operation-page.tsx'),
  'OperationPage',
)
export const MailPage = lazyRouteComponent(() => import('./mail/mail-page.tsx'), 'MailPage')
export const PeoplePage = lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage')
export const TokensPage = lazyRouteComponent(() => import('./tokens/tokens-page.tsx'), 'TokensPage')
export const SettingsPage = lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage')

export const StatusPage = lazyRouteComponent(() => import('./status/status-page.tsx'), 'StatusPage')
export const ShardsPage = lazyRouteComponent(() => import('./shards/shards-page.tsx'), 'ShardsPage')
export const ShardPage = lazyRouteComponent(() => import('./shards/shard-page.tsx'), 'ShardPage')
export const BulksPage = lazyRouteComponent(() => import('./bulk/bulks-page.tsx'), 'BulksPage')
export const BulkPage = lazyRouteComponent(() => import('./bulk/bulk-page.tsx'), 'BulkPage')
export const AuditPage = lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage')
export const ModelPage = lazyRouteComponent(() => import('./models/model-page.tsx'), 'ModelPage')
