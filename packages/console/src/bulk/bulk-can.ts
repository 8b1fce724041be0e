import type { Me } from '@aipress/contract/accounts.ts'
import { BULK_SITES_MAX, type Bulk } from '@aipress/contract/bulk.ts'
import { may } from '../sign-in/session.ts'
import type { Verdict } from '../sites/site-can.ts'

export const bulkCan = {
  start: (sites: number, me: Me): Verdict => {
    if (!may(me, 'platform:change')) return refused('Your role does not allow this.')
    if (sites === 0) return refused('There is no site to change.')
    if (sites <= BULK_SITES_MAX) return { allowed: true }
    return refused(
      `${BULK_SITES_MAX.toLocaleString('en')} sites at most can be changed at once; filter them first.`,
    )
  },
  stop: (bulk: Bulk, me: Me): Verdict => {
    if (!may(me, 'platform:change')) return refused('Your role does not allow this.')
    return bulk.state === 'running' ? { allowed: true } : refused('It is not running.')
  },
  resume: (bulk: Bulk, me: Me): Verdict => {
    if (!may(me, 'platform:change')) return refused('Your role does not allow this.')
    return bulk.state === 'stopped' ? { allowed: true } : refused('It is not stopped.')
  },
}

function refused(reason: string): Verdict {
  return { allowed: false, reason }
}
