import { showMe } from '@aipress/contract/accounts.ts'
import { requestOf } from '@aipress/contract/client.ts'
import { listSites, showSite } from '@aipress/contract/sites.ts'

/** What somebody who is signed in gets for an address, before any code has run. */
export interface FirstPage {
  /** Of `dist/first/<name>.html`, and in src/shell/first-paint.tsx. */
  name: 'home' | 'sites' | 'site' | 'page'
  /** As edge/conf/console.conf has it, where edge-console.test.ts compares them. */
  paths: RegExp
  /** Whose code comes with it. */
  modules: readonly string[]
  /** Asked for before the code has come; `{name}` is that of the address. */
  asks: readonly string[]
}

const ME = requestOf(showMe, {}).url
/** As src/sites/first-queries.ts asks. */
const SITES = requestOf(listSites, { limit: 200 }).url
const SITE = requestOf(showSite, { site: 'NAME' }).url.replace('NAME', '{name}')

export const FIRST_PAGES: readonly FirstPage[] = [
  { name: 'home', paths: /^\/$/, modules: ['home/home-page.tsx'], asks: [ME] },
  { name: 'sites', paths: /^\/sites$/, modules: ['sites/sites-page.tsx'], asks: [ME, SITES] },
  {
    name: 'site',
    paths: /^\/sites\/[^/]+$/,
    modules: ['sites/site-page.tsx', 'sites/site-overview.tsx'],
    asks: [ME, SITE],
  },
  {
    name: 'page',
    paths: /^\/(?!sign-in|welcome|forgot-password|reset-password|second-factor|connect\/approve)/,
    modules: [],
    asks: [ME],
  },
]

/** The file of an address, for who is signed in and for who is not. */
export function fileOf(path: string, isIn: boolean): string {
  const page = isIn ? FIRST_PAGES.find(({ paths }) => paths.test(path)) : undefined
  return page === undefined ? '/index.html' : `/first/${page.name}.html`
}
