import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hintParts, hintText } from './hint-parts.ts'

test.each([
  [
    'Bring it back with "aipress site resume corner-bakery".',
    'Bring it back under Settings of corner-bakery.',
    '/sites/corner-bakery/settings',
  ],
  ['Wait for it: aipress operation watch op_1', 'Wait for it: the operation.', '/operations/op_1'],
  ['See how far it is: aipress bulk show bulk_1', 'See how far it is: the bulk change.', '/bulk/bulk_1'],
  ['See the shards with "aipress shard list".', 'See the shards under Shards.', '/shards'],
  [
    'Retire one (aipress shard list): its number is free.',
    'Retire one (Shards): its number is free.',
    '/shards',
  ],
  ['See it under "aipress errors list a-b".', 'See it under Errors of a-b.', '/sites/a-b/errors'],
  [
    'Rename the site to change it: aipress site rename a-b "<title>".',
    'Rename the site to change it: Settings of a-b.',
    '/sites/a-b/settings',
  ],
  [
    'Remove one: aipress hostname remove a-b <hostname>.',
    'Remove one: Hostnames of a-b.',
    '/sites/a-b/hostnames',
  ],
  ['Unpin it first: aipress site pin a-b --no-pinned', 'Unpin it first: Overview of a-b.', '/sites/a-b'],
  ['See: aipress site tier a-b gold\nMore.', 'See: Overview of a-b.\nMore.', '/sites/a-b'],
  ['For example: aipress php set a-b --upload 128M', 'Under Settings of a-b.', '/sites/a-b/settings'],
  ['See the hostnames with "aipress hostname list <site>".', 'See the hostnames under Sites.', '/sites'],
  ['It goes on by itself: see "aipress site list".', 'It goes on by itself: see Sites.', '/sites'],
  ['Then "aipress operation list" shows them.', 'Then Operations shows them.', '/operations'],
])('“%s” leads to a page', (hint, text, to) => {
  expect(hintText(hint)).toBe(text)
  expect(hintParts(hint).find((part) => part.to !== undefined)?.to).toBe(to)
})

test.each([
  ['on the page “Language model” or with "aipress model set".', 'on the page “Language model”.'],
  ['auf der Seite „Language model“ oder mit "aipress model set".', 'auf der Seite „Language model“.'],
  ['sur la page « Language model » ou avec "aipress model set".', 'sur la page « Language model ».'],
  ['en la página «Language model» o con "aipress model set".', 'en la página «Language model».'],
  ['「Language model」のページか "aipress model set" で、選び直す', '「Language model」のページで、選び直す'],
])('a command beside the page that is named already is left out: %s', (hint, text) => {
  expect(hintText(hint)).toBe(text)
})

test('a hint without a command, or with one that no page answers, stays as it is', () => {
  for (const hint of ['Try again in a moment.', 'Run "aipress export all" there.', 'What aipress is for.'])
    expect(hintText(hint)).toBe(hint)
})

test('each command that the platform tells of has a page here', () => {
  const folder = join(import.meta.dirname, '../../../control-plane/src')
  const commands = globSync('**/*.ts', { cwd: folder })
    .filter((file) => !/test\.ts$|\/eval\//.test(file))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/(?:["`(]|: )aipress ([a-z]+(?: [a-z-]+)?)/g),
    ])
    .map(([, command]) => command)
  expect(commands.length).toBeGreaterThan(50)
  const without = commands.filter((command) =>
    hintParts(`"aipress ${command}"`).every(({ to }) => to === undefined),
  )
  expect(without).toEqual([])
})
