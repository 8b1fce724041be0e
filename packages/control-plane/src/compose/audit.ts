import { AipressError } from '@aipress/contract'
import { findAccount } from '../accounts/index.ts'
import type { Handler } from '../actions/index.ts'
import { type AuditHeads, auditHandlers, createAuditHeads } from '../audit/index.ts'
import { layoutOf } from '../drivers/local/layout.ts'
import { deriveKey } from '../kernel/keys.ts'
import { type SiteFinder, tokenSites } from '../sites/index.ts'
import type { Core } from './core.ts'

export function openAuditHeads({ config, masterKey }: Core): AuditHeads {
  return createAuditHeads({
    path: layoutOf(config.home).auditHeads,
    key: deriveKey(masterKey, 'audit heads'),
    clock: Date.now,
  })
}

export function composeAudit({ front, directory }: Core, heads: AuditHeads, finder: SiteFinder): Handler[] {
  const { database } = front
  return auditHandlers({
    database,
    heads,
    siteIdOf: (ref, caller) =>
      finder.find(ref, caller).then(
        (site) => site.siteId,
        (error: unknown) => {
          if (error instanceof AipressError && error.code === 'site_not_found') return undefined
          throw error
        },
      ),
    siteNamesOf: tokenSites(directory, finder).namesOf,
    accountIdOf: async (ref) => (await findAccount(database, ref)).accountId,
  })
}
