import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { breaths } from './build/breath.ts'
import { compressedFiles, firstPaint } from './build/first-paint.ts'
import { leanContract, withoutJsonSchemas } from './build/lean.ts'

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
  plugins: [
    breaths(),
    leanContract(),
    withoutJsonSchemas(),
    react(),
    tailwindcss(),
    firstPaint(),
    compressedFiles(),
  ],
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
          // The frame of every page comes first, and what several pages share once. Each page brings the rest, so
          // that it needs a handful of requests and little that is another's.
          groups: [
            {
              name: 'names',
              test: /any-ascii|site-name-from-title/,
              priority: 2,
              includeDependenciesRecursively: false,
            },
            { name: 'frame', tags: ['$initial'], priority: 1 },
            { name: 'shared', test: /(console|contract)[\\/]src[\\/]|lucide-react/, minShareCount: 5 },
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
