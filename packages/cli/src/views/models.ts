import type { ModelSettings, ModelTest, OutputOf, showModelUsage } from '@aipress/contract'
import { details, table } from './table.ts'
import { duration, money, relativeTime } from './values.ts'
import type { View } from './view.ts'

const number = (value: number) => value.toLocaleString('en')

export const modelView: View<ModelSettings> = (settings, page) => {
  const { inputPrice, outputPrice, limits, changedAt, changedBy } = settings
  const perDay = limits.costPerDay === undefined ? '' : `, ${money(limits.costPerDay)}`
  return details(
    [
      ['Model', { text: settings.model, style: 'cyan' }],
      ['Chosen', settings.from === 'settings' ? 'by this setting' : 'when the platform was started'],
      ['Address', settings.url],
      ['Key', settings.hasKey ? 'stored' : undefined],
      ['Service account', settings.credentials],
      ['Project', settings.project],
      ['Region', settings.location],
      [
        'Prices',
        inputPrice === undefined || outputPrice === undefined
          ? undefined
          : `${money(inputPrice)} for a million tokens read, ${money(outputPrice)} written`,
      ],
      ['A day’s limit', `${number(limits.tokensPerDay)} tokens${perDay} for each account`],
      [
        'Changed',
        changedAt === undefined ? undefined : `${relativeTime(changedAt, page.now)} by ${changedBy ?? ''}`,
      ],
    ],
    page,
  )
}

export const modelTestView: View<ModelTest> = (test, page) =>
  test.ok
    ? page.paint('green', `✓ ${test.model} answers, in ${duration(test.durationMs)}.`)
    : `${page.paint('red', `✗ ${test.failure ?? ''}`)}\n${test.hint ?? ''}`

export const modelUsageView: View<OutputOf<typeof showModelUsage>> = ({ since, items, today }, page) => {
  if (items.length === 0) return 'No language model has been asked for anything yet.'
  const cost = today.cost === undefined ? '' : `, ${money(today.cost)}`
  const listed = table(
    items,
    [
      { title: 'Account', cell: ({ accountName, accountId }) => accountName ?? accountId },
      { title: 'Model', cell: ({ model }) => model, whole: true },
      { title: 'Calls', cell: ({ calls }) => number(calls), align: 'right' },
      { title: 'Failed', cell: ({ failures }) => number(failures), align: 'right' },
      { title: 'Read', cell: ({ inputTokens }) => number(inputTokens), align: 'right' },
      { title: 'Written', cell: ({ outputTokens }) => number(outputTokens), align: 'right' },
      { title: 'Cost', cell: (use) => (use.cost === undefined ? '' : money(use.cost)), align: 'right' },
    ],
    page,
  )
  return `${listed}\n\n${page.paint('dim', `Since ${since}. Today ${number(today.tokens)} tokens${cost}.`)}`
}
