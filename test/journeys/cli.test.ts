import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli, runOnTerminal, startCli } from '../../packages/cli/src/testing/run-cli.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

/** The life of a site by the command line alone, on a whole platform. The tests are one story, told in order. */
let cloud: LocalCloud
beforeAll(async () => {
  cloud = await startLocalCloud()
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const aipress = (...words: string[]) => runCli(words, { AIPRESS_HOME: cloud.home })
const json = async (...words: string[]) => JSON.parse((await aipress(...words, '--json')).stdout)

test('a site is created, and its page is there as soon as the command ends', async () => {
  const { exitCode, stdout } = await aipress('site', 'create', 'Corner Bakery')
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining(cloud.urlOf('corner-bakery')),
  })
  expect(await cloud.fetchSite('corner-bakery.localhost')).toMatchObject({
    status: 200,
    body: expect.stringContaining('Corner Bakery'),
  })
  expect(await json('site', 'list')).toMatchObject({ items: [{ name: 'corner-bakery', state: 'running' }] })
})

test('WP-CLI answers with its own output and exit code', async () => {
  expect(await aipress('site', 'wp', 'corner-bakery', '--', 'option', 'get', 'blogname')).toEqual({
    exitCode: 0,
    stdout: 'Corner Bakery\n',
    stderr: '',
  })
  const failing = await aipress(
    'site',
    'wp',
    'corner-bakery',
    '--',
    'eval',
    'fwrite(STDERR, "no\n"); exit(7);',
  )
  expect(failing).toEqual({ exitCode: 7, stdout: '', stderr: 'no\n' })
  const recorded = await aipress('audit', 'list', '--result', 'exit_7', '--json')
  expect(JSON.parse(recorded.stdout).items).toMatchObject([{ action: 'sites.wp', result: 'exit_7' }])
  expect((await aipress('audit', 'list', '--result', 'failed')).stdout).toContain('failed, exit code 7')
})

test('the logs show a visit as it happens', async () => {
  const child = startCli(['site', 'logs', 'corner-bakery', '--follow'], { AIPRESS_HOME: cloud.home })
  let seen = ''
  child.stdout.on('data', (chunk) => {
    seen += chunk
    if (seen.includes('/followed')) child.kill('SIGINT')
  })
  // Asked for again and again: when the command begins to listen cannot be seen from here.
  const visits = expect
    .poll(
      async () => {
        await cloud.fetchSite('corner-bakery.localhost', '/followed')
        return seen
      },
      { timeout: 20_000, interval: 500 },
    )
    .toContain('/followed')
  await visits
  expect((await child).exitCode).toBe(130)
})

test('it is renamed, put on a hostname, suspended and resumed', async () => {
  expect((await aipress('site', 'rename', 'corner-bakery', 'Blue Garden')).exitCode).toBe(0)
  expect((await aipress('hostname', 'add', 'blue-garden', 'garden.example.com')).exitCode).toBe(0)
  const { items } = await json('hostname', 'list', 'blue-garden')
  expect(items.map(({ hostname }: { hostname: string }) => hostname)).toContain('garden.example.com')
  expect((await aipress('site', 'suspend', 'blue-garden')).exitCode).toBe(0)
  expect((await cloud.fetchSite('blue-garden.localhost')).status).toBe(503)
  expect((await aipress('site', 'suspend', 'blue-garden')).exitCode).toBe(5)
  expect((await aipress('site', 'resume', 'blue-garden')).exitCode).toBe(0)
  expect((await cloud.fetchSite('blue-garden.localhost')).status).toBe(200)
})

test('a control plane killed in the middle of creating is waited for', async () => {
  await cloud.faults([{ workflow: 'create-site', step: 'go-live', phase: 'before', kind: 'kill' }])
  const { exitCode, stdout } = await aipress('site', 'create', 'Night Market')
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('Night Market is running'),
  })
  const { items } = await json('site', 'list', '--search', 'night')
  expect(items).toHaveLength(1)
})

test('the assistant creates by a sentence, and destroys only what is typed', async () => {
  const made = await aipress('chat', 'Create a site called Old Mill')
  expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(cloud.urlOf('old-mill')) })
  const declined = await aipress('chat', 'delete old-mill')
  expect(declined).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('site delete old-mill --yes'),
  })
  expect(await json('site', 'show', 'old-mill')).toMatchObject({ state: 'running' })
  const typed = await runOnTerminal(['chat', 'delete old-mill'], { AIPRESS_HOME: cloud.home }, ['old-mill\r'])
  expect(typed.exitCode).toBe(0)
  expect(await json('site', 'show', 'old-mill')).toMatchObject({ state: 'deleted' })
})

test('it is deleted by name, brought back, and unknown names are helped with', async () => {
  expect((await aipress('site', 'delete', 'blue-garden')).exitCode).toBe(2)
  expect((await aipress('site', 'delete', 'blue-garden', '--yes')).exitCode).toBe(0)
  expect((await cloud.fetchSite('blue-garden.localhost')).status).toBe(404)
  expect((await aipress('site', 'undelete', 'blue-garden')).exitCode).toBe(0)
  expect(await aipress('site', 'show', 'blue-gardn')).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('Did you mean'),
  })
})

test('with a token it works from elsewhere, through the edge', async () => {
  const { secret } = await json('token', 'create', 'laptop')
  const variables = { AIPRESS_URL: `http://aipress.localhost:${cloud.port}`, AIPRESS_TOKEN: secret }
  const wp = ['site', 'wp', 'blue-garden', '--', 'eval', 'echo "streamed"; exit(5);']
  expect(await runCli(wp, variables)).toMatchObject({ exitCode: 5, stdout: 'streamed' })
  expect((await runCli(['token', 'revoke', 'laptop', '--yes'], variables)).exitCode).toBe(0)
  expect((await runCli(['site', 'list'], variables)).exitCode).toBe(3)
})

test('the status tells that all is well, and that the control plane was killed', async () => {
  const { exitCode, stdout } = await aipress('status')
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('Everything is running.'),
  })
  const { healthy, incidents } = await json('status')
  expect(healthy).toBe(true)
  expect(incidents).toContainEqual(expect.objectContaining({ part: 'control-plane' }))
})
