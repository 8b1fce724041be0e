import { accessActions } from './access.ts'
import { accountActions } from './accounts.ts'
import type { AnyAction } from './action.ts'
import { auditActions } from './audit.ts'
import { bulkActions } from './bulk.ts'
import { cacheActions } from './cache.ts'
import { cronActions } from './cron.ts'
import { directoryActions } from './directory.ts'
import { hostnameActions } from './hostnames.ts'
import { insightActions } from './insights.ts'
import { mailActions } from './mail.ts'
import { memberActions } from './members.ts'
import { modelActions } from './models.ts'
import { operationActions } from './operations.ts'
import { phpActions } from './php.ts'
import { phpErrorActions } from './php-errors.ts'
import { platformActions } from './platform.ts'
import { programActions } from './programs.ts'
import { shardActions } from './shards.ts'
import { signInRuleActions } from './sign-in-rules.ts'
import { signingInActions } from './signing-in.ts'
import { siteActions } from './sites.ts'
import { usageActions } from './usage.ts'

/** Everything that anyone may ask of AIPress. Doors are derived from this list. */
export const ACTIONS: readonly AnyAction[] = [
  ...siteActions,
  ...hostnameActions,
  ...cacheActions,
  ...operationActions,
  ...shardActions,
  ...bulkActions,
  ...directoryActions,
  ...mailActions,
  ...accountActions,
  ...auditActions,
  ...platformActions,
  ...phpActions,
  ...phpErrorActions,
  ...cronActions,
  ...usageActions,
  ...insightActions,
  ...memberActions,
  ...accessActions,
  ...modelActions,
  ...signingInActions,
  ...programActions,
  ...signInRuleActions,
]

export * from './access.ts'
export * from './accounts.ts'
export * from './action.ts'
export * from './audit.ts'
export * from './bulk.ts'
export * from './cache.ts'
export * from './chat-form.ts'
export * from './client.ts'
export * from './cron.ts'
export * from './directory.ts'
export * from './dry-run.ts'
export * from './errors.ts'
export * from './example-input.ts'
export * from './hostnames.ts'
export * from './ids.ts'
export * from './insights.ts'
export * from './json-schema.ts'
export * from './mail.ts'
export * from './members.ts'
export * from './models.ts'
export * from './operations.ts'
export * from './page.ts'
export * from './php.ts'
export * from './php-errors.ts'
export * from './platform.ts'
export * from './programs.ts'
export * from './roles.ts'
export * from './shards.ts'
export * from './sign-in-rules.ts'
export * from './signing-in.ts'
export * from './site-name.ts'
export * from './site-name-from-title.ts'
export * from './sites.ts'
export * from './slowness.ts'
export * from './tiers.ts'
export * from './time-range.ts'
export * from './usage.ts'
