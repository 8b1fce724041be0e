import type { RoleMeaning } from '@aipress/contract/members.ts'
import { ROLE_LABELS } from './role-labels.ts'

/** What roles may; where one is asked for, each of its actions. */
export function RolesList({ roles }: { roles: readonly RoleMeaning[] }) {
  return (
    <dl className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {roles.map(({ role, summary, actions }) => (
        <div key={role} className="border-line border-b px-4 py-3 last:border-0 sm:px-5">
          <dt className="font-medium">{ROLE_LABELS[role]}</dt>
          <dd className="text-soft text-sm">
            {summary}
            {roles.length === 1 && (
              <ul className="mt-2 list-disc space-y-0.5 pl-5">
                {actions.map((action) => (
                  <li key={action}>{action}</li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
