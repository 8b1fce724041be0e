import { inspect } from 'node:util'

/** `npm run bench -- create`: runs one bench, or all of them, on a platform of its own; `noisy/table` is one part of one. */
const BENCHES: Record<string, () => Promise<{ run(part?: string): Promise<void> }>> = {
  audit: () => import('./audit.ts'),
  cached: () => import('./cached.ts'),
  chat: () => import('./chat.ts'),
  cli: () => import('./cli.ts'),
  cron: () => import('./cron.ts'),
  create: () => import('./create.ts'),
  density: () => import('./density.ts'),
  directory: () => import('./directory.ts'),
  lighthouse: () => import('./lighthouse.ts'),
  move: () => import('./move.ts'),
  noisy: () => import('./noisy.ts'),
  placement: () => import('./placement.ts'),
  'placement-rules': () => import('./placement-rules.ts'),
  purge: () => import('./purge.ts'),
  uncached: () => import('./uncached.ts'),
  wake: () => import('./wake.ts'),
}

const wanted = process.argv.slice(2).map((argument) => argument.split('/'))
const unknown = wanted.map(([name = '']) => name).filter((name) => BENCHES[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}\n`,
  )
  process.exit(2)
}
for (const [name = '', part] of wanted.length > 0 ? wanted : Object.keys(BENCHES).map((each) => [each])) {
  const bench = await BENCHES[name]?.()
  process.stdout.write(`\n${name}\n`)
  await bench?.run(part).catch((error: unknown) => {
    // What a platform's end says of itself hides why it was ended.
    process.stderr.write(`${inspect(error, { depth: 4 })}\n`)
    process.exitCode = 1
  })
}
