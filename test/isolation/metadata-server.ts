import { once } from 'node:events'
import { execa } from 'execa'
import { FORGET_RULES } from '../../packages/control-plane/src/drivers/local/php-start.ts'
import type { Undo } from './attack.ts'
import type { World } from './world.ts'

/**
 * What a cloud has at 169.254.169.254: a server that answers whoever asks. It stands in a network of its own, on
 * another address of the same kind, so that the machine's own cloud, if it is in one, is still to be found.
 */
const ADDRESS = '169.254.213.254'
const HERE = '169.254.213.253'
const LINK = 'aipress-meta'

const SERVER = `require('node:http').createServer((_, answer) => answer.end(process.env.TOKEN)).listen(80, () => console.log('ready'))`

export async function metadataServer(world: World): Promise<Undo> {
  const server = execa('unshare', ['--net', '--', process.execPath, '-e', SERVER], {
    env: { TOKEN: world.secret },
    reject: false,
    buffer: false,
  })
  await once(server.stdout, 'data')
  const inside = (...args: string[]) =>
    execa('nsenter', ['--target', String(server.pid), '--net', 'ip', ...args])
  await execa('ip', [
    'link',
    'add',
    LINK,
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    String(server.pid),
  ])
  await execa('ip', ['address', 'add', `${HERE}/30`, 'dev', LINK])
  await execa('ip', ['link', 'set', LINK, 'up'])
  await inside('address', 'add', `${ADDRESS}/30`, 'dev', 'eth0')
  await inside('link', 'set', 'eth0', 'up')
  world.target.metadata = ADDRESS
  return async () => {
    await execa('ip', ['link', 'delete', LINK], { reject: false })
    server.kill('SIGKILL')
    await server
  }
}

/** The rules of a shard's PHP are taken back, as at its end, and put again. */
export async function withoutMetadataRules({ layout, attacker }: World) {
  const { uid } = attacker.user
  const rules: string[][] = []
  for (const family of ['-4', '-6']) {
    const { stdout } = await execa('ip', [family, 'rule', 'list'])
    for (const line of stdout.split('\n')) {
      const [, priority, rule, first, last] = /^(\d+):\s+(.* uidrange (\d+)-(\d+).*)$/.exec(line) ?? []
      if (rule === undefined || uid < Number(first) || uid > Number(last)) continue
      rules.push([family, 'rule', 'add', 'priority', priority ?? '', ...rule.trim().split(/\s+/)])
    }
  }
  await execa(layout.shard(attacker.place.shardId).php.start, [FORGET_RULES])
  return {
    async undo() {
      for (const rule of rules) await execa('ip', rule)
    },
  }
}
