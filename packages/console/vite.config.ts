import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** What the edge passes to the control plane; everything else is the console itself. */
const CONTROL_PLANE_PATHS = [
  '/v1',
  '/auth',
  '/oauth',
  '/chat',
  '/mcp',
  '/openapi.json',
  '/docs',
  '/health',
  '/llms.txt',
  '/.well-known',
]

// `npm run dev -w @aipress/console` works against a platform that runs: AIPRESS_URL names it.
const platform = process.env.AIPRESS_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2023',
    // The content security policy knows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Or the pages would load the tables at once, for what might happen when they are.
      treeshake: { moduleSideEffects: [{ test: /any-ascii|site-name-from-title/, sideEffects: false }] },
      output: {
        codeSplitting: {
          // The pages together are small; in pieces they would be fifty requests. The chat brings the
          // AI SDK along and names from titles the tables of all scripts: these stay apart.
          groups: [
            {
              name: 'names',
              test: /any-ascii|site-name-from-title/,
              priority: 1,
              includeDependenciesRecursively: false,
            },
            {
              name: 'pages',
              test: /console[\\/]src[\\/](?!chat[\\/]|charts[\\/]|insights[\\/]|main\.tsx)|contract[\\/]src[\\/]/,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      // The session's cookie is accepted from the platform's own origin only.
      CONTROL_PLANE_PATHS.map((path) => [
        path,
        { target: platform, changeOrigin: true, headers: { origin: platform } },
      ]),
    ),
  },
})
