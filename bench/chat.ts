import { createSite, createToken, listSites, showMe } from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { type Figures, figuresOf, HEADING, row, timed } from './measure.ts'
import { save } from './save.ts'

const SITES = 50
const TURNS = 200

/** What a person says, and the call that answers the same without the chat. */
const QUESTIONS = [
  { said: 'who am I?', call: (cloud: LocalCloud): Promise<unknown> => cloud.call(showMe, {}) },
  {
    said: 'which sites do I have?',
    call: (cloud: LocalCloud): Promise<unknown> => cloud.call(listSites, {}),
  },
] as const

/**
 * The built-in interpreter as people meet it: from the message to its first word and to the end of its turn, through the
 * door, with the conversation kept in the database and the action called. Beside it, in the same run, the call of that
 * action alone by REST: what is above it is the price of saying it in words.
 */
export async function run(): Promise<void> {
  await using cloud = await startLocalCloud({
    withDurability: true,
    environment: { AIPRESS_WARM_SLOTS: '4' },
  })
  for (let number = 1; number <= SITES; number += 1) await makeSite(cloud, number)
  const { secret } = await cloud.call(createToken, { name: 'bench' })
  const table: [string, Figures][] = []
  for (const { said, call } of QUESTIONS) {
    await turn(cloud, secret, said)
    const firsts: number[] = []
    const wholes: number[] = []
    const calls: number[] = []
    for (let number = 1; number <= TURNS; number += 1) {
      const { firstMs, wholeMs } = await turn(cloud, secret, said)
      firsts.push(firstMs)
      wholes.push(wholeMs)
      calls.push((await timed(() => call(cloud))).durationMs)
    }
    table.push(
      [`“${said}”: first word`, figuresOf(firsts)],
      [`“${said}”: whole turn`, figuresOf(wholes)],
      ['the same call by REST', figuresOf(calls)],
    )
    const ratio = (figuresOf(wholes).p50 / figuresOf(calls).p50).toFixed(1)
    process.stdout.write(`“${said}”: a turn takes ${ratio} times the call itself (aim for a turn: 50 ms)\n`)
  }
  process.stdout.write(`\n${[HEADING, ...table.map(([label, figures]) => row(label, figures))].join('\n')}\n`)
  await save('chat', { sites: SITES, ...Object.fromEntries(table) })
}

async function makeSite(cloud: LocalCloud, number: number): Promise<void> {
  const { operation } = await cloud.call(createSite, { title: `Chat ${number}` })
  const settled = await cloud.settled(operation.operationId)
  if (settled.state !== 'succeeded') throw new Error(JSON.stringify(settled.error))
}

/** A conversation of one message, as read by a browser. */
async function turn(
  cloud: LocalCloud,
  token: string,
  text: string,
): Promise<{ firstMs: number; wholeMs: number }> {
  const startedAt = performance.now()
  const answer = await fetchOverSocket(cloud.layout.controlPlaneSocket)('http://localhost/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ text }),
  })
  if (answer.status !== 200 || answer.body === null) throw new Error(`The chat answered ${answer.status}.`)
  let firstMs: number | undefined
  let told = ''
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    told += chunk
    if (told.includes('"text-delta"')) firstMs ??= performance.now() - startedAt
  }
  if (firstMs === undefined) throw new Error(`The chat said nothing: ${told.slice(0, 500)}`)
  return { firstMs, wholeMs: performance.now() - startedAt }
}
