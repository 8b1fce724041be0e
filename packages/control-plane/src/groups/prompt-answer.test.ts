import { readServerSentEvents } from '@aipress/contract/server-sent-events.ts'
import { expect, test } from 'vitest'
import { promptly } from './prompt-answer.ts'

const here = new AbortController().signal

function hold() {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  return { held, release: () => release() }
}

async function eventsOf(response: Response) {
  const events: string[] = []
  if (response.body === null) throw new Error('An answer has a body.')
  for await (const { event, data } of readServerSentEvents(response.body)) events.push(`${event} ${data}`)
  return events
}

test('what is there at once is answered in one piece', async () => {
  const response = await promptly(here, async (send) => {
    send('touch', { siteId: 'site_1' })
    send('output', 7)
  })
  expect(await response.text()).toBe('event: touch\ndata: {"siteId":"site_1"}\n\nevent: output\ndata: 7\n\n')
})

test('what takes longer begins with saying so, and loses nothing of what came before', async () => {
  const { held, release } = hold()
  const response = await promptly(here, async (send) => {
    send('touch', 1)
    await held
    send('output', 2)
  })
  release()
  expect(await eventsOf(response)).toEqual(['begun {}', 'touch 1', 'output 2'])
})

test('an event on the way is not held back', async () => {
  const { held, release } = hold()
  const response = await promptly(here, async (send) => {
    send('event', 1)
    await held
    send('output', 2)
  })
  const reader = response.body?.getReader()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('begun')
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('event: event')
  release()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('output')
})

test('work is cancelled when the front goes away, before and after its answer has begun', async () => {
  const gone = new AbortController()
  const seen: string[] = []
  const early = promptly(gone.signal, async (_send, signal) => {
    gone.abort()
    seen.push(signal.aborted ? 'early' : 'not told')
  })
  await early
  const late = await promptly(here, async (send, signal) => {
    send('event', 1)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    seen.push('late')
  })
  await late.body?.cancel()
  await expect.poll(() => seen).toEqual(['early', 'late'])
})
