import type { Account } from '@aipress/contract/accounts.ts'
import { RelativeTime } from '../ui/time.tsx'

export function AccountList({ accounts }: { accounts: readonly Account[] }) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {accounts.map((account) => (
        <li
          key={account.accountId}
          className="flex flex-wrap items-baseline gap-x-5 gap-y-0.5 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <span className="min-w-40 flex-1 font-medium">{account.name}</span>
          <span className="text-soft text-sm tabular-nums">{countOf(account.sites, 'site', 'sites')}</span>
          <span className="text-soft text-sm tabular-nums">
            {countOf(account.people, 'person', 'people')}
          </span>
          <span className="text-faint text-sm sm:w-28 sm:text-right">
            <RelativeTime at={account.createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
