import { z } from 'zod'

const Page = z.object({
  /** Left out where the page keeps whatever status nginx came with. */
  status: z.number().int().min(400).max(599).optional(),
  title: z.string(),
  text: z.string(),
  /** May hold links; the only part that is HTML. */
  hint: z.string().optional(),
  showsHost: z.boolean().default(false),
  showsProgress: z.boolean().default(false),
  retryAfterSeconds: z.number().int().positive().optional(),
  refreshSeconds: z.number().int().positive().optional(),
  /** For programs that speak to a site, and for those that speak to the console. */
  code: z.string(),
  errorCode: z.string(),
})
type Page = z.infer<typeof Page>

/** The files that Lua reads when nginx starts: one page each, and all that is not HTML in `pages.json`. */
export function renderPages(template: string, catalogue: string): Record<string, string> {
  const pages = z.record(z.string(), Page).parse(JSON.parse(catalogue))
  const html = Object.entries(pages).map(([id, page]) => [`${id}.html`, renderPage(template, page)] as const)
  return { ...Object.fromEntries(html), 'pages.json': `${JSON.stringify(pages, undefined, 2)}\n` }
}

function renderPage(template: string, page: Page): string {
  const parts: Record<string, string> = {
    title: escapeHtml(page.title),
    text: escapeHtml(page.text),
    host: page.showsHost ? '<p class="host"><!--host--></p>\n' : '',
    hint: page.hint === undefined ? '' : `<p class="hint">${page.hint}</p>\n`,
    progress: page.showsProgress ? '<div class="progress"></div>\n' : '',
  }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => parts[name] ?? whole)
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
