// In this order, with a breath (build/breath.ts) after each part that takes long to begin.
import './app.css'
import './no-eval.ts'
import 'breath:1'
import '@aipress/contract/accounts.ts'
import 'breath:2'
import '@aipress/contract/sites.ts'
import 'breath:3'
import '@aipress/contract/shards.ts'
import '@aipress/contract/operations.ts'
import '@aipress/contract/bulk.ts'
import 'breath:4'
import '@aipress/contract/audit.ts'
import '@aipress/contract/insights.ts'
import 'breath:5'
import 'react-dom/client'
import 'breath:6'
import '@tanstack/react-query'
import '@tanstack/react-router'
import 'breath:7'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { forgetEarly } from './client/early.ts'
import { onKeptOut, queryClient } from './client/query-client.ts'
import './shell/app-shell.tsx'
import 'breath:8'
import { router } from './router.tsx'
import './shell/theme.ts'
import 'breath:9'

/** Who is here need not be signed in. */
const OPEN_PAGES = new Set(['/sign-in', '/welcome', '/forgot-password', '/reset-password'])

/** A session can end while one looks at a page; it is asked for again, and one comes back. */
onKeptOut((to) => {
  const { pathname, href } = router.state.location
  if (OPEN_PAGES.has(pathname) || pathname === to) return
  queryClient.clear()
  void router.navigate({ to, search: href === '/' ? {} : { next: href } })
})

// The page of this address comes while it is asked who is there.
const [routes] = router.getMatchedRoutes(location.pathname)
for (const route of routes) void router.loadRouteChunk(route)

/** Longer than that it shows that it waits. */
const FIRST_ANSWER_MS_MAX = 500

void show()

/** Not awaited here: the page imports what is in this file's bundle, and would wait for its end. */
async function show(): Promise<void> {
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no root.')
  // What came with the document stays until the page itself can take its place.
  await router.load()
  await Promise.race([answers(), new Promise((resolve) => setTimeout(resolve, FIRST_ANSWER_MS_MAX))])
  forgetEarly()
  // As a transition it is drawn in short pieces.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </StrictMode>,
    ),
  )
}

/** What the page has asked for so far: drawn with its answers it is drawn once. */
async function answers(): Promise<void> {
  const asked = queryClient.getQueryCache().getAll()
  await Promise.allSettled(asked.map((query) => query.promise))
}
