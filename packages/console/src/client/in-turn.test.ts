import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { HEADLESS_CHROMIUM } from '../../../../test/harness/chromium.ts'
import { inTurn } from './in-turn.ts'

// In a browser: Node hands over several messages in one task.
test('work begins at once where there is none, and else a piece in each task', async () => {
  const source = stripTypeScriptTypes(await readFile(join(import.meta.dirname, 'in-turn.ts'), 'utf8'))
  const browser = await chromium.launch({ executablePath: HEADLESS_CHROMIUM, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ type: 'module', content: `${source}\nObject.assign(window, { inTurn })` })
    expect(await page.evaluate(beginThree)).toEqual({
      atOnce: ['first'],
      answers: ['first', 'second', 'third'],
      // Another's task that was asked for at a piece comes no later than after the next piece.
      begun: ['first', 'second', 'task after first', 'third', 'task after second', 'task after third'],
    })
  } finally {
    await browser.close()
  }
})

/** Runs in the page. */
async function beginThree() {
  const inPage = window as unknown as { inTurn: typeof inTurn }
  const begun: string[] = []
  const { port1, port2 } = new MessageChannel()
  const isOver = new Promise<void>((resolve) => {
    port1.onmessage = ({ data }) => {
      begun.push(`task after ${data}`)
      if (data === 'third') resolve()
    }
  })
  const pieces = ['first', 'second', 'third'].map((name) =>
    inPage.inTurn(async () => {
      begun.push(name)
      port2.postMessage(name)
      return name
    }),
  )
  const atOnce = [...begun]
  const answers = await Promise.all(pieces)
  await isOver
  return { atOnce, answers, begun }
}

test('what fails holds up nothing after it', async () => {
  const failing = inTurn(() => Promise.reject(new Error('no')))
  const next = inTurn(async () => 'next')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('next')
})
