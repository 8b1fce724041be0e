import { LRUCache } from 'lru-cache'
import type { Caller } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import { accountNames } from './account-store.ts'
import { emailOf } from './contact.ts'

/** What nearly every call about a site asks of accounts, remembered for a moment. */
export interface AccountMemory {
  /** Names by account id; an unknown account has none. */
  namesOf(accountIds: readonly string[]): Promise<Map<string, string>>
  /** See contact.ts. */
  emailOf(caller: Caller): Promise<string>
}

/** A changed address is seen after this long. */
const REMEMBERED_MS = 10_000
const NOBODY_REMEMBERED_MS = 1_000
const REMEMBERED_MAX = 5_000

/** `fallback`: whom to write to where nobody is known. */
export function createAccountMemory(database: Database, fallback: string): AccountMemory {
  const limits = { max: REMEMBERED_MAX, ttl: REMEMBERED_MS }
  const names = new LRUCache<string, string>(limits)
  const emails = new LRUCache<string, string>(limits)
  return {
    async namesOf(accountIds) {
      const known = new Map(
        accountIds.map((id) => [id, names.get(id)]).filter((one): one is [string, string] => !!one[1]),
      )
      const missing = accountIds.filter((id) => !known.has(id))
      for (const [id, name] of await accountNames(database, missing)) {
        names.set(id, name)
        known.set(id, name)
      }
      return known
    },
    async emailOf(caller) {
      const key = caller.personId ?? ''
      const known = emails.get(key)
      if (known !== undefined) return known
      const email = await emailOf(database, caller, fallback)
      // Where nobody is known yet, somebody may be the next moment.
      emails.set(key, email, { ttl: email === fallback ? NOBODY_REMEMBERED_MS : REMEMBERED_MS })
      return email
    },
  }
}
