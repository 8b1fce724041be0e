import type { AnyAction, SiteOperation } from '@aipress/contract'
import { anyView } from './any.ts'
import { auditListView, auditVerificationView } from './audit.ts'
import { bulkListView, bulkPreviewView, bulkView } from './bulk.ts'
import { cronListView, cronRunView } from './cron.ts'
import { changesView, rankingView, siteInsightsView } from './insights.ts'
import { accessGivenView, accessListView, actingView, roleChangedView, roleListView } from './members.ts'
import { modelTestView, modelUsageView, modelView } from './models.ts'
import { operationListView, operationView } from './operations.ts'
import {
  invitationView,
  mailListView,
  mailView,
  newTokenView,
  programListView,
  resetView,
  sessionListView,
  signInRulesView,
  tokenListView,
} from './people.ts'
import { phpErrorDismissedView, phpErrorListView, phpView } from './php.ts'
import { meView, statusView } from './platform.ts'
import { drainView, shardListView, shardMapView, shardOutcomeView, shardView, undrainView } from './shards.ts'
import {
  hostnameListView,
  loginLinkView,
  logsView,
  siteListView,
  siteOutcomeView,
  siteView,
  wpView,
} from './sites.ts'
import { cleanDeep } from './text.ts'
import { usageView } from './usage.ts'
import type { Page, View } from './view.ts'

/** Answers worth a view of their own; all others get `anyView`. */
// biome-ignore lint/suspicious/noExplicitAny: the table erases the outputs; each view is typed where it is written
const VIEWS: Record<string, View<any>> = {
  'sites.list': siteListView,
  'sites.show': siteView,
  'sites.pin': siteView,
  'sites.label': siteView,
  'sites.login': loginLinkView,
  'sites.logs': logsView,
  'sites.wp': wpView,
  'hostnames.list': hostnameListView,
  'operations.list': operationListView,
  'operations.show': operationView,
  'operations.watch': operationView,
  'shards.list': shardListView,
  'shards.map': shardMapView,
  'shards.show': shardView,
  'shards.create': shardOutcomeView,
  'shards.retire': shardOutcomeView,
  'shards.drain': drainView,
  'shards.undrain': undrainView,
  'bulk.preview': bulkPreviewView,
  'bulk.start': bulkView,
  'bulk.list': bulkListView,
  'bulk.show': bulkView,
  'bulk.stop': bulkView,
  'bulk.resume': bulkView,
  'usage.show': usageView,
  'models.show': modelView,
  'models.change': modelView,
  'models.test': modelTestView,
  'models.usage': modelUsageView,
  'mail.list': mailListView,
  'mail.show': mailView,
  'people.invite': invitationView,
  'people.reset-password': resetView,
  'sessions.list': sessionListView,
  'sign-in-rules.show': signInRulesView,
  'sign-in-rules.change': signInRulesView,
  'tokens.create': newTokenView,
  'tokens.list': tokenListView,
  'audit.list': auditListView,
  'audit.verify': auditVerificationView,
  'programs.list': programListView,
  'me.show': meView,
  'platform.status': statusView,
  'php.show': phpView,
  'errors.list': phpErrorListView,
  'errors.dismiss': phpErrorDismissedView,
  'cron.list': cronListView,
  'cron.run': cronRunView,
  'insights.sites': rankingView,
  'insights.site': siteInsightsView,
  'insights.changes': changesView,
  'people.role': roleChangedView,
  'people.impersonate': actingView,
  'roles.list': roleListView,
  'access.list': accessListView,
  'access.give': accessGivenView,
}

/** Every answer of an action as people read it, safe for a terminal. */
export function viewOf(action: AnyAction, output: unknown, page: Page): string {
  const clean: unknown = cleanDeep(output)
  const known = VIEWS[action.name]
  if (known !== undefined) return known(clean, page) + missing(clean, page) + more(clean)
  if (holdsSiteAndOperation(clean)) return siteOutcomeView(clean, page)
  return anyView(clean, page) + missing(clean, page) + more(clean)
}

function holdsSiteAndOperation(output: unknown): output is SiteOperation {
  return typeof output === 'object' && output !== null && 'site' in output && 'operation' in output
}

/** Lists answer without control groups that are away; nobody is to take them for the whole. */
function missing(output: unknown, page: Page): string {
  const groups = (output as { missing?: readonly string[] } | undefined)?.missing ?? []
  if (groups.length === 0) return ''
  const verb = groups.length === 1 ? 'does' : 'do'
  return `\n\n${page.paint('yellow', `${groups.join(', ')} ${verb} not answer: what only ${groups.length === 1 ? 'it knows' : 'they know'} is not shown.`)}`
}

function more(output: unknown): string {
  const cursor = (output as { nextCursor?: string } | undefined)?.nextCursor
  return cursor === undefined ? '' : `\n\nThere is more: add --cursor ${cursor}`
}
