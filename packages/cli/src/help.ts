import { ACTIONS, type AnyAction } from '@aipress/contract'
import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'
import { parseUsage } from './usage.ts'
import { pad, widthOf, wrap } from './views/text.ts'

/** Every command at a glance: who sees them all need not guess which nouns there are. */
export function rootHelp(program: Command, terminal: Terminal): string {
  const title = (text: string) => terminal.paint('bold', text)
  const own = program.commands
    .filter(
      (command) =>
        command.summary() !== '' && !ACTIONS.some((action) => action.cli.split(' ')[0] === command.name()),
    )
    .map(
      (command) =>
        [
          `${command.name()} ${command.usage().replace(/\[options\] ?/, '')}`.trim(),
          command.summary(),
        ] as const,
    )
  const groups = [...groupsOfActions(), own]
  const width = Math.max(...groups.flat().map(([usage]) => widthOf(usage)))
  return [
    `${title('AIPress')}: ${program.description()}\n`,
    `${title('Usage')}: aipress <command> [options]\n`,
    ...groups.map(
      (group) =>
        `${group.map(([usage, summary]) => `  ${pad(usage, width)}  ${wrap(summary, terminal.outWidth, width + 4)}`).join('\n')}\n`,
    ),
    `${title('Everywhere')}: --json (for programs), --no-color, --help (options and an example)\n`,
    `${title('Try')}: aipress chat "Create a site called Corner Bakery"`,
    '     aipress site list',
    '     aipress help site create\n',
  ].join('\n')
}

/** What the description leaves open: the effect on the world, and a line to copy. */
export function actionHelp(action: AnyAction): string {
  return `\n${effectOf(action)}\n\nExample:\n  ${action.cliExample}`
}

export function effectOf(action: AnyAction): string {
  switch (action.effect) {
    case 'reads':
      return 'Effect: reads; it changes nothing.'
    case 'creates':
      return 'Effect: creates something new.'
    case 'changes':
      return 'Effect: changes something that exists.'
    case 'destroys':
      return `Effect: destroys; it asks you to type <${action.confirm ?? 'yes'}> first, and --yes answers for scripts.`
  }
}

/** The contract speaks of actions (`sites.undelete`); here they are commands. */
export function inCommands(text: string): string {
  return text.replace(/\b[a-z]+\.[a-z]+\b/g, (name) => {
    const action = ACTIONS.find((candidate) => candidate.name === name)
    return action === undefined ? name : `"aipress ${parseUsage(action).words.join(' ')}"`
  })
}

function groupsOfActions(): (readonly [usage: string, summary: string])[][] {
  const groups = Map.groupBy(ACTIONS, (action) => {
    const [first, second] = parseUsage(action).words
    // Single words ("status", "whoami") share the group of their kind.
    return second === undefined ? '' : first
  })
  return [...groups.values()].map((actions) => actions.map((action) => [action.cli, action.summary] as const))
}
