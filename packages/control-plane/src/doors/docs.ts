import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Hono } from 'hono'
import type { HttpEnv } from './http-env.ts'

const require = createRequire(import.meta.url)

/** A page of all of REST to read and try, from our own files alone: no content network is asked. */
export function docsRoutes(): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  routes.get('/', () => text(PAGE, 'text/html', { 'content-security-policy': POLICY }))
  routes.get('/start.js', () => text(START, 'text/javascript'))
  routes.get('/page.css', () => text(STYLE, 'text/css'))
  for (const [name, type] of Object.entries(FILES)) {
    routes.get(`/${name}`, async () => {
      const bytes = await readFile(require.resolve(`swagger-ui-dist/${name}`))
      return new Response(new Uint8Array(bytes), {
        headers: { 'content-type': type, 'cache-control': 'public, max-age=3600' },
      })
    })
  }
  return routes
}

const FILES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

/** Swagger UI sets style attributes from scripts, which needs no leave, and draws icons from data URLs. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>AIPress API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<p class="connect">Agents connect by MCP: <a href="/connect">how to connect yours</a>.</p>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

const STYLE = `body { margin: 0; background: #fafafa; }
html.dark-mode body { background: #1c2022; }
.connect { margin: 0; padding: 0.75rem 1.25rem; font: 0.95rem system-ui, sans-serif; color: #3b4151; }
.connect a { color: inherit; }
html.dark-mode .connect { color: #e4e6e6; }
`

const START = `const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, docExpansion: 'list', filter: true })
`

function text(body: string, type: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { headers: { 'content-type': `${type}; charset=utf-8`, ...headers } })
}
