import { expect, test } from 'vitest'
import type { LoggedRequest } from '../platform/traffic-log.ts'
import { isPageView, visitorOf } from './visit.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const request = (more: Partial<LoggedRequest> = {}): LoggedRequest => ({
  time: '2026-11-30T10:00:00.000Z',
  method: 'GET',
  path: '/',
  status: 200,
  sentBytes: 1_000,
  durationMs: 80,
  cache: 'BYPASS (logged in)',
  address: '192.0.2.1',
  userAgent: FIREFOX,
  ...more,
})

test.each([
  ['/'],
  ['/about/'],
  ['/2026/11/bread/?utm_source=letter'],
  ['/?p=12'],
  ['/shop.html'],
  ['/index.php'],
  ['/wp-admin/'],
  ['/v1.2/notes'],
])('getting %s is a visit', (path) => {
  expect(isPageView(request({ path }))).toBe(true)
  expect(isPageView(request({ path, status: 304 }))).toBe(true)
})

test.each([
  ['/wp-content/uploads/2026/11/cat.jpg'],
  ['/wp-content/themes/plain/style.css?ver=7.1'],
  ['/robots.txt'],
  ['/favicon.ico'],
  ['/wp-sitemap.xml'],
  ['/wp-json/wp/v2/posts'],
  ['/?rest_route=/wp/v2/posts'],
  ['/wp-cron.php?doing_wp_cron=1'],
  ['/xmlrpc.php'],
  ['/wp-admin/admin-ajax.php?action=heartbeat'],
  ['/feed/'],
  ['/.well-known/acme-challenge/x'],
])('getting %s is none', (path) => {
  expect(isPageView(request({ path }))).toBe(false)
})

test('neither errors nor what is sent to a site are visits', () => {
  expect(isPageView(request({ status: 404 }))).toBe(false)
  expect(isPageView(request({ status: 503 }))).toBe(false)
  expect(isPageView(request({ method: 'POST' }))).toBe(false)
  expect(isPageView(request({ method: 'HEAD' }))).toBe(false)
})

test.each([
  [''],
  ['curl/8.5.0'],
  ['python-requests/2.32'],
  ['WordPress/7.1.1; http://corner-bakery.localhost:8080'],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  ['Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0'],
  ['Mozilla/5.0 (compatible; AhrefsBot/7.0)'],
  ['Mozilla/5.0 (compatible; Baiduspider/2.0)'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0'],
])('the program %s is no visitor', (userAgent) => {
  expect(isPageView(request({ userAgent }))).toBe(false)
})

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1'],
  ['Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36'],
  ['Opera/9.80 (Windows NT 6.1) Presto/2.12 Version/12.18'],
])('the browser %s is one', (userAgent) => {
  expect(isPageView(request({ userAgent }))).toBe(true)
})

test('a visitor is the same all day and site, and nobody knows who without the salt', () => {
  const anna = request()
  expect(visitorOf('salt', 'site_a', anna)).toBe(visitorOf('salt', 'site_a', request({ path: '/else/' })))
  const others = [
    visitorOf('other salt', 'site_a', anna),
    visitorOf('salt', 'site_b', anna),
    visitorOf('salt', 'site_a', request({ address: '192.0.2.2' })),
    visitorOf('salt', 'site_a', request({ userAgent: `${FIREFOX}1` })),
  ]
  expect(new Set([visitorOf('salt', 'site_a', anna), ...others]).size).toBe(5)
})
