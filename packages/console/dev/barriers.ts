import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

const ofBuilder = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'))
const AXE = readFileSync(ofBuilder.resolve('axe-core/axe.min.js'), 'utf8')
/** What the builder gives to a page that has axe already. */
const NOTHING_MORE = ';'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const SHOWN_MAX = 3

interface Part {
  /** The part that is looked at; the whole page when left out. */
  within?: string
  /** Only this, where all else was looked at before. */
  rules?: readonly string[]
}

/** What keeps people out, by WCAG 2.2 AA; and what makes them scroll sideways or twice. */
export async function barriers(page: Page, { within, rules }: Part = {}): Promise<string[]> {
  await giveAxe(page)
  // biome-ignore lint/suspicious/noExplicitAny: it is of another copy of the same types
  let axe = new AxeBuilder({ page: page as any, axeSource: NOTHING_MORE })
    .options({ resultTypes: ['violations'] })
    .exclude('iframe')
  if (within !== undefined && (await page.locator(within).count()) > 0) axe = axe.include(within)
  axe = rules === undefined ? axe.withTags(TAGS) : axe.withRules([...rules])
  // Of one document, without a second page for what frames have in common: a third of the time.
  const { violations } = await axe.setLegacyMode(true).analyze()
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  // The frame is as high as the screen, and the page scrolls in it.
  const taller = await page.evaluate(() =>
    document.getElementById('page') === null ? 0 : document.documentElement.scrollHeight - innerHeight,
  )
  return [
    ...violations.map(
      ({ id, nodes }) =>
        `${id} (${nodes.length}): ${nodes
          .slice(0, SHOWN_MAX)
          .map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`)
          .join(' | ')}`,
    ),
    ...(wider > 0 ? [`${wider} px wider than the screen`] : []),
    ...(taller > 0 ? [`${taller} px taller than the screen, around a page that scrolls itself`] : []),
  ]
}

/** Once for each document: the builder would do so for each look at it, which takes longer than the look. */
async function giveAxe(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
}

/** All that another theme changes. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** All that another width changes: what is on a page is the same, and is named the same. */
const OF_WIDTH = ['target-size', 'color-contrast', 'scrollable-region-focusable', 'button-name', 'link-name']

export const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 1280, height: 860, rules: undefined },
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 860, rules: OF_COLOURS },
  { name: 'light, phone', colorScheme: 'light', width: 360, height: 740, rules: OF_WIDTH },
  { name: 'dark, phone', colorScheme: 'dark', width: 360, height: 740, rules: OF_COLOURS },
] as const

export async function putOn(page: Page, look: (typeof LOOKS)[number]): Promise<void> {
  // Colours that are still on their way to others would be measured.
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width: look.width, height: look.height })
  await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, look.colorScheme)
  await page.evaluate(settled)
}

/** The shortest transition too takes until after the next frame. */
async function settled(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  await frame()
  await frame()
  const running = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
  await Promise.all(running.map(({ finished }) => finished.catch(() => undefined)))
}
