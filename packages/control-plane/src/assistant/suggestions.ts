import type { Site } from '@aipress/contract'
import type { Actions } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'

const SUGGESTIONS_MAX = 4

/** Three or four things worth saying as things are, all of them understood by the interpreter. */
export async function suggest(actions: Actions, caller: Caller): Promise<string[]> {
  const permitted = new Set(actions.permitted(caller).map((action) => action.name as string))
  if (!permitted.has('sites.list')) return ['Who am I?']
  const { items } = (await actions.call('sites.list', { limit: 10 }, caller)) as { items: Site[] }
  const running = items.find((site) => site.state === 'running')
  const suspended = items.find((site) => site.state === 'suspended')
  const wishes: [string, string | undefined][] = [
    ['sites.create', items.length === 0 ? 'Create a site called Corner Bakery' : undefined],
    ['sites.login', running && `Log me in to ${running.title}`],
    ['sites.resume', suspended && `Bring ${suspended.title} back online`],
    ['sites.logs', running && `Show me the logs of ${running.title}`],
    ['insights.sites', running && 'Which sites are slow, and why?'],
    ['sites.list', items.length > 0 ? 'What do I pay?' : 'What can you do?'],
    ['platform.status', 'Is everything healthy?'],
    ['people.invite', items.length === 0 ? 'Invite anna@example.com' : undefined],
    ['me.show', items.length === 0 ? 'Who am I?' : undefined],
  ]
  return wishes
    .flatMap(([action, say]) => (say !== undefined && permitted.has(action) ? [say] : []))
    .slice(0, SUGGESTIONS_MAX)
}
