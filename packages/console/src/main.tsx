import './no-eval.ts'
import './app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { onKeptOut, queryClient } from './client/query-client.ts'
import { router } from './router.tsx'
import './shell/theme.ts'

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

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no root.')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
