import { listAccess } from '@aipress/contract/access.ts'
import {
  createToken,
  invitePerson,
  listAccounts,
  listPeople,
  listTokens,
  showMe,
} from '@aipress/contract/accounts.ts'
import type { AnyAction, OutputOf } from '@aipress/contract/action.ts'
import { exportAudit, listAudit, verifyAudit } from '@aipress/contract/audit.ts'
import {
  drainShard,
  listBulk,
  previewBulk,
  resumeBulk,
  showBulk,
  startBulk,
  stopBulk,
} from '@aipress/contract/bulk.ts'
import { purgeCache } from '@aipress/contract/cache.ts'
import { listCron, runCron } from '@aipress/contract/cron.ts'
import { addHostname, listHostnames, removeHostname } from '@aipress/contract/hostnames.ts'
import { listChanges, rankSites, showInsights } from '@aipress/contract/insights.ts'
import { listMail, showMail } from '@aipress/contract/mail.ts'
import { changeRole, listRoles } from '@aipress/contract/members.ts'
import { showModelUsage } from '@aipress/contract/models.ts'
import {
  cancelOperation,
  listOperations,
  showOperation,
  watchOperation,
} from '@aipress/contract/operations.ts'
import { setPhp, showPhp } from '@aipress/contract/php.ts'
import { listPhpErrors } from '@aipress/contract/php-errors.ts'
import { showStatus } from '@aipress/contract/platform.ts'
import { listPrograms } from '@aipress/contract/programs.ts'
import {
  createShard,
  listShards,
  mapShards,
  retireShard,
  showShard,
  undrainShard,
} from '@aipress/contract/shards.ts'
import { changeSignInRules, showSignInRules } from '@aipress/contract/sign-in-rules.ts'
import { listSessions, resetPassword } from '@aipress/contract/signing-in.ts'
import {
  changeSiteTier,
  createSite,
  deleteSite,
  LogKind,
  labelSite,
  listSites,
  loginToSite,
  moveSite,
  pinSite,
  readSiteLogs,
  renameSite,
  resumeSite,
  runWpCli,
  showSite,
  suspendSite,
  undeleteSite,
} from '@aipress/contract/sites.ts'
import { showUsage } from '@aipress/contract/usage.ts'
import type { ReactNode } from 'react'
import { SessionList } from '../account/session-list.tsx'
import { AuditList } from '../audit/audit-list.tsx'
import { parseAuditSearch } from '../audit/audit-search.ts'
import { VerificationCard } from '../audit/audit-verification.tsx'
import { BulkCard } from '../bulk/bulk-card.tsx'
import { BulkList } from '../bulk/bulk-list.tsx'
import { BulkPreview } from '../bulk/bulk-preview.tsx'
import { CronRunList, EventList } from '../cron/cron-lists.tsx'
import { HostnameList } from '../hostnames/hostname-list.tsx'
import { ChangesCard, SiteInsightsCard } from '../insights/insight-cards.tsx'
import { RankingTable } from '../insights/ranking-table.tsx'
import { MailMessage } from '../mail/mail-message.tsx'
import { ModelUseTable } from '../models/model-use-table.tsx'
import { OperationCard } from '../operations/operation-card.tsx'
import { OperationList } from '../operations/operation-list.tsx'
import { AccessList } from '../people/access-list.tsx'
import { AccountList } from '../people/account-list.tsx'
import { InvitationLink } from '../people/invitation-link.tsx'
import { MeCard } from '../people/me-card.tsx'
import { PeopleList } from '../people/people-list.tsx'
import { ResetLink } from '../people/reset-link.tsx'
import { RolesList } from '../people/roles-list.tsx'
import { PhpCard, PhpChangeCard } from '../php/php-card.tsx'
import { PhpErrorList } from '../php/php-error-list.tsx'
import { RulesInWords } from '../settings/sign-in-rules.tsx'
import { ShardCard } from '../shards/shard-list.tsx'
import { SiteCard } from '../sites/site-card.tsx'
import { SiteList } from '../sites/site-list.tsx'
import { parseSitesSearch } from '../sites/sites-search.ts'
import { StatusSummary } from '../status/status-summary.tsx'
import { ProgramList } from '../tokens/program-list.tsx'
import { TokenList } from '../tokens/token-list.tsx'
import { TokenSecret } from '../tokens/token-secret.tsx'
import { Card } from '../ui/card.tsx'
import { UsageCard } from '../usage/usage-card.tsx'
import { ShardMapCard, ShardsCard } from './shard-cards.tsx'
import { CommandCard, DownloadCard, ListOf, LoginCard, LogsCard, MailListCard } from './small-cards.tsx'

type CardOf = (output: unknown, input: Record<string, unknown>) => ReactNode

/** The card of each action's answer. They are components of the pages; those without one are shown generically. */
export const TOOL_CARDS: Readonly<Record<string, CardOf>> = Object.fromEntries([
  ...[
    createSite,
    renameSite,
    suspendSite,
    resumeSite,
    deleteSite,
    undeleteSite,
    moveSite,
    changeSiteTier,
    addHostname,
    removeHostname,
    purgeCache,
  ].map((action) =>
    card(action, ({ site, operation, notice }) => (
      <SiteCard site={site} operation={operation} notice={notice} />
    )),
  ),
  ...[showSite, pinSite, labelSite].map((action) => card(action, (site) => <SiteCard site={site} />)),
  card(listSites, ({ items, nextCursor }, input) => (
    <ListOf
      count={items.length}
      none="There is no such site."
      more={nextCursor !== undefined}
      to="/sites"
      search={parseSitesSearch(input)}
    >
      <SiteList sites={items} />
    </ListOf>
  )),
  card(loginToSite, (login) => <LoginCard login={login} />),
  card(readSiteLogs, ({ siteName, lines }, { kind }) => (
    <LogsCard siteName={siteName} lines={lines} kind={LogKind.safeParse(kind).data} />
  )),
  card(setPhp, (changed) => <PhpChangeCard changed={changed} />),
  card(showPhp, (php) => <PhpCard php={php} />),
  card(listPhpErrors, ({ items }, { site }) =>
    items.length === 0 ? (
      <p className="text-soft italic">PHP has complained about nothing.</p>
    ) : (
      <PhpErrorList errors={items} withSite={site === undefined} />
    ),
  ),
  card(runWpCli, (result, input) => <CommandCard result={result} args={input.args} />),
  card(listCron, ({ events, failing }) =>
    events.length === 0 ? (
      <p className="text-soft italic">Nothing is scheduled.</p>
    ) : (
      <EventList events={events} failing={new Map(failing.map(({ hook, times }) => [hook, times]))} />
    ),
  ),
  card(runCron, ({ run }) => <CronRunList runs={[run]} />),
  card(listHostnames, ({ items }) => <HostnameList hostnames={items} />),
  card(listOperations, ({ items, nextCursor }) => (
    <ListOf
      count={items.length}
      none="There are no operations."
      more={nextCursor !== undefined}
      to="/operations"
    >
      <OperationList operations={items} />
    </ListOf>
  )),
  ...[showOperation, watchOperation, cancelOperation].map((action) =>
    card(action, (operation) => <OperationCard operation={operation} />),
  ),
  card(listShards, (answer) => <ShardsCard answer={answer} />),
  card(mapShards, (map) => <ShardMapCard map={map} />),
  card(showShard, (shard) => <ShardCard shard={shard} everything />),
  card(undrainShard, ({ shard }) => <ShardCard shard={shard} />),
  ...[createShard, retireShard].map((action) =>
    card(action, ({ operation }) => <OperationCard operation={operation} />),
  ),
  card(drainShard, ({ shard, bulk }) =>
    bulk === undefined ? <ShardCard shard={shard} /> : <BulkCard bulk={bulk} />,
  ),
  ...[startBulk, showBulk, stopBulk, resumeBulk].map((action) =>
    card(action, (bulk) => <BulkCard bulk={bulk} />),
  ),
  card(previewBulk, (preview) => <BulkPreview preview={preview} />),
  card(listBulk, ({ items, nextCursor }) => (
    <ListOf count={items.length} none="There are no bulk changes." more={nextCursor !== undefined} to="/bulk">
      <BulkList bulks={items} />
    </ListOf>
  )),
  card(showStatus, (status) => <StatusSummary status={status} />),
  card(showModelUsage, ({ items }) => <ModelUseTable items={items} />),
  card(showUsage, (answer) => <UsageCard answer={answer} />),
  card(rankSites, (ranking) => <RankingTable ranking={ranking} />),
  card(showInsights, (insights) => <SiteInsightsCard insights={insights} />),
  card(listChanges, (answer) => <ChangesCard answer={answer} />),
  card(listMail, ({ items, nextCursor }) => <MailListCard items={items} more={nextCursor !== undefined} />),
  card(showMail, (mail) => <MailMessage mail={mail} />),
  card(listAccounts, ({ items, nextCursor }) => (
    <ListOf count={items.length} none="There are no accounts." more={nextCursor !== undefined} to="/people">
      <AccountList accounts={items} />
    </ListOf>
  )),
  card(listPeople, ({ items, nextCursor }) => (
    <ListOf count={items.length} none="There is nobody." more={nextCursor !== undefined} to="/people">
      <PeopleList people={items} />
    </ListOf>
  )),
  card(changeRole, ({ person }) => <PeopleList people={[person]} />),
  card(showMe, (me) => <MeCard me={me} />),
  card(listRoles, ({ items }) => <RolesList roles={items} />),
  card(listAccess, ({ items }) => <AccessList items={items} />),
  card(invitePerson, (invitation) => <InvitationLink invitation={invitation} />),
  card(resetPassword, (reset) => <ResetLink reset={reset} />),
  ...[showSignInRules, changeSignInRules].map((action) =>
    card(action, (rules) => (
      <Card className="p-4 sm:p-5">
        <RulesInWords rules={rules} />
      </Card>
    )),
  ),
  card(listSessions, ({ items }) => (
    <ListOf count={items.length} none="You are signed in nowhere." more={false} to="/account">
      <SessionList sessions={items} />
    </ListOf>
  )),
  card(listTokens, ({ items, ofMachine = [] }) => (
    <>
      <ListOf count={items.length} none="You have no API tokens." more={false} to="/tokens">
        <TokenList tokens={items} />
      </ListOf>
      {ofMachine.length > 0 && (
        <div className="mt-4 space-y-2">
          <p className="text-soft text-sm">Made on the machine itself:</p>
          <TokenList tokens={ofMachine} />
        </div>
      )}
    </>
  )),
  card(listPrograms, ({ items }) => (
    <ListOf count={items.length} none="No programs are connected." more={false} to="/tokens">
      <ProgramList programs={items} />
    </ListOf>
  )),
  card(createToken, (created) => <TokenSecret created={created} />),
  card(verifyAudit, (found) => <VerificationCard found={found} />),
  card(exportAudit, ({ download }) => <DownloadCard url={download} />),
  card(listAudit, ({ items, nextCursor }, input) => (
    <ListOf
      count={items.length}
      none="Nothing is recorded."
      more={nextCursor !== undefined}
      to="/audit"
      search={parseAuditSearch(input)}
    >
      <AuditList lines={items} />
    </ListOf>
  )),
])

function card<A extends AnyAction>(
  action: A,
  show: (output: OutputOf<A>, input: Record<string, unknown>) => ReactNode,
): [string, CardOf] {
  return [action.name, show as CardOf]
}
