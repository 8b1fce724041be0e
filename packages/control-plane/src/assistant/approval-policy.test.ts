import { ACTIONS, type AnyAction } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import { isReadOnlyWp, needsApproval } from './approval-policy.ts'

const calm = { changesBefore: 0, hasReadForeignText: false }
const wp = actionNamed('sites.wp')

test.each(ACTIONS.filter((action) => action.effect === 'destroys').map((action) => action.name))(
  '%s always waits for a person',
  (name) => {
    for (const origin of ['interpreter', 'model'] as const)
      expect(needsApproval(actionNamed(name), {}, { ...calm, origin })).toBe(true)
  },
)

test('reading never waits', () => {
  const worst = { origin: 'model', changesBefore: 9, hasReadForeignText: true } as const
  for (const action of ACTIONS.filter((one) => one.effect === 'reads'))
    expect(needsApproval(action, {}, worst)).toBe(false)
})

describe('WP-CLI', () => {
  test.each([
    ['option get blogname', true],
    ['plugin list --format=json', true],
    ['core version', true],
    ['cron event list', true],
    ['cron event run', false],
    ['option update blogname x', false],
    ['plugin list --require=evil.php', false],
    ['--exec=evil(); plugin list', false],
    ['eval phpinfo();', false],
    ['db query', false],
    ['post delete 1', false],
  ])('%s only looks: %s', (line, expected) => {
    expect(isReadOnlyWp(line.split(' '))).toBe(expected)
  })

  test.each([
    'db reset --yes',
    'site empty',
    'user delete 1',
    'eval x',
    'plugin uninstall akismet',
    '--exec=x option list',
  ])('even a person is asked about "%s"', (line) => {
    expect(needsApproval(wp, { args: line.split(' ') }, { ...calm, origin: 'interpreter' })).toBe(true)
  })

  test('a person’s plain command runs, a model’s waits', () => {
    const input = { args: ['post', 'create', '--post_title=Hello'] }
    expect(needsApproval(wp, input, { ...calm, origin: 'interpreter' })).toBe(false)
    expect(needsApproval(wp, input, { ...calm, origin: 'model' })).toBe(true)
  })
})

function actionNamed(name: string): AnyAction {
  const action = ACTIONS.find((one) => one.name === name)
  if (action === undefined) throw new Error(`There is no action ${name}.`)
  return action
}
