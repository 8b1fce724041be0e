import type { Page } from 'playwright-core'

/** As many as one walks through before it is clear that the rest is like them. */
const STEPS_MAX = 45

/**
 * Walks through a page with the Tab key, from its skip link where it has one. Answers what a person who sees and has
 * no mouse would complain about.
 */
export async function walk(page: Page): Promise<string[]> {
  const complaints: string[] = []
  const hasFrame = (await page.locator('a[href="#page"]').count()) > 0
  // As if one had just come: whatever the page focused by itself is left.
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
  })
  if (hasFrame) complaints.push(...(await skip(page)))
  const wanted = await page.evaluate(countWanted)
  const reached = new Set<string>()
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate(probe)
    if (now === undefined) break
    reached.add(now.key)
    complaints.push(...now.complaints)
  }
  if (reached.size < Math.min(wanted, STEPS_MAX))
    complaints.push(`${reached.size} of ${wanted} controls were reached`)
  return complaints
}

async function skip(page: Page): Promise<string[]> {
  await page.keyboard.press('Tab')
  const link = page.locator('a[href="#page"]:focus')
  if ((await link.count()) === 0) return ['the first thing is no skip link']
  // It comes into sight by a transition, which takes a frame even where motion is reduced.
  await link.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)))
  const box = await link.boundingBox()
  await page.keyboard.press('Enter')
  const isThere = await page.evaluate(() => document.activeElement?.id === 'page')
  return [
    ...(box === null || box.y < 0 ? ['the skip link stays out of sight'] : []),
    ...(isThere ? [] : ['the skip link does not lead to the page']),
  ]
}

/** Runs in the page: how many stops there should be. Of a group of radio buttons it is one. */
function countWanted(): number {
  const main = document.querySelector('main') ?? document.body
  const all = [
    ...main.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [tabindex="0"]',
    ),
  ].filter((each) => each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true }))
  const groups = new Set(
    all.map((each, index) => (each instanceof HTMLInputElement && each.type === 'radio' ? each.name : index)),
  )
  return groups.size
}

/** Runs in the page: what has the focus, unless the walk has left the page. */
function probe(): { key: string; complaints: string[] } | undefined {
  const element = document.activeElement
  const main = document.querySelector('main') ?? document.body
  if (!(element instanceof HTMLElement) || element === document.body || !main.contains(element))
    return undefined
  const words = element.outerHTML.slice(0, 140)
  const stops = [...main.querySelectorAll('*')]
  const box = element.getBoundingClientRect()
  const isHidden = box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth
  // What is drawn may be around it: a label around its radio button, a box around its field.
  const around = [element, element.parentElement, element.parentElement?.parentElement]
  const isMarked = around.some((each) => {
    if (!(each instanceof HTMLElement)) return false
    const style = getComputedStyle(each)
    return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1
  })
  return {
    key: String(stops.indexOf(element)),
    complaints: [
      ...(isHidden ? [`out of sight: ${words}`] : []),
      ...(isMarked ? [] : [`no visible focus: ${words}`]),
    ],
  }
}
