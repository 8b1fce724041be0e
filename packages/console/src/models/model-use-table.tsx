import type { ModelUse } from '@aipress/contract/models.ts'
import { formatUsd } from '../ui/format.ts'
import { ScrollBox } from '../ui/scroll-box.tsx'

const number = (value: number) => value.toLocaleString('en')

export function ModelUseTable({ items }: { items: readonly ModelUse[] }) {
  if (items.length === 0)
    return <p className="text-soft italic">No language model has been asked for anything yet.</p>
  return (
    <ScrollBox label="What accounts have used">
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="label-caps">
            <th className="py-2 pr-4 font-medium">Account</th>
            <th className="py-2 pr-4 font-medium">Model</th>
            <th className="py-2 pr-4 text-right font-medium">Calls</th>
            <th className="py-2 pr-4 text-right font-medium">Failed</th>
            <th className="py-2 pr-4 text-right font-medium">Tokens read</th>
            <th className="py-2 pr-4 text-right font-medium">Tokens written</th>
            <th className="py-2 text-right font-medium">Cost</th>
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {items.map((use) => (
            <tr key={`${use.accountId} ${use.model}`} className="border-line border-t">
              <td className="py-2 pr-4">{use.accountName ?? 'an account that is gone'}</td>
              <td className="py-2 pr-4">{use.model}</td>
              <td className="py-2 pr-4 text-right">{number(use.calls)}</td>
              <td className="py-2 pr-4 text-right">{number(use.failures)}</td>
              <td className="py-2 pr-4 text-right">{number(use.inputTokens)}</td>
              <td className="py-2 pr-4 text-right">{number(use.outputTokens)}</td>
              <td className="py-2 text-right">
                {use.cost === undefined ? 'no price set' : formatUsd(use.cost)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
