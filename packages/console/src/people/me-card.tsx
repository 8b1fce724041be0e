import type { Me } from '@aipress/contract/accounts.ts'
import { roleInWords } from '@aipress/contract/roles.ts'
import { Card, Facts } from '../ui/card.tsx'
import { ROLE_LABELS, YOU_MAY } from './role-labels.ts'

/** Who one is here and what that means, without what only programs read. */
export function MeCard({ me }: { me: Me }) {
  const shared = me.siteRoles.length
  return (
    <Card className="p-4 sm:p-5">
      <Facts
        items={[
          ['You are', me.displayName],
          ['Role', me.role === 'guest' ? roleInWords(me) : ROLE_LABELS[me.role]],
          ...(me.role === 'guest' ? [] : [['Account', me.accountName] as [string, string]]),
        ]}
      />
      <p className="mt-3 text-soft">
        {shared === 0 || me.role !== 'guest'
          ? YOU_MAY[me.role]
          : `${shared === 1 ? 'One site was' : `${shared} sites were`} shared with you; what you may do there is on its page.`}
      </p>
    </Card>
  )
}
