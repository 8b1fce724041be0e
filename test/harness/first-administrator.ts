import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import type { Page } from 'playwright-core'
import type { LocalCloud } from './local-cloud.ts'

/** Goes where the one-time link of a new platform leads and signs up there, as Anna; ends on the home page. */
export async function signUp(page: Page, { layout }: Pick<LocalCloud, 'layout'>): Promise<void> {
  const answer = await fetchOverSocket(layout.machineSocket)(
    'http://localhost/machine/first-administrator-link',
    { method: 'POST' },
  )
  const { link } = (await answer.json()) as { link: { url: string } }
  await page.goto(link.url)
  await page.getByLabel('Your name').fill('Anna')
  await page.getByLabel('E-mail address').fill('anna@example.com')
  await page.getByLabel('Password').fill('a short sentence is good')
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByLabel('Message').waitFor()
}
