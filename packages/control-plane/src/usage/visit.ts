import { createHmac } from 'node:crypto'
import type { LoggedRequest } from '../platform/traffic-log.ts'

/**
 * A visit: one visitor (an address with a browser) on one day (UTC), counted when it gets a page. Rivals count like
 * this, so that plans compare. Not counted are known robots and programs, files, what only programs ask for, errors,
 * and what the platform or WordPress asks of itself.
 */
export function isPageView({ method, path, status, userAgent }: LoggedRequest): boolean {
  if (method !== 'GET' || status < 200 || status >= 400) return false
  const [name = ''] = path.split('?', 1)
  return !FILE.test(name) && !FOR_PROGRAMS.test(path) && !isProgram(userAgent)
}

/** The end of a name says what is no page. `.html` and `.php` may be one. */
const FILE = /\.(?!html?$|php$)[a-z0-9]{1,10}$/i

const FOR_PROGRAMS =
  /^\/(?:wp-json(?:\/|\?|$)|wp-cron\.php|xmlrpc\.php|wp-admin\/(?:admin-ajax|admin-post|async-upload|load-(?:scripts|styles))\.php)|\/feed\/?(?:\?|$)|[?&]rest_route=|^\/\.well-known\//

/**
 * Robots that say what they are, as all of repute do, though many begin as browsers do. Phones of the make Cubot are
 * no robots.
 */
const PROGRAM =
  /(?<!cu)bot(?:\b|_)|crawl|spider|slurp|archiver|facebookexternalhit|preview|monitor|uptime|pingdom|lighthouse|headless|phantomjs|python|curl|scanner|validator|wordpress\//i

/** A browser always says that it is one. */
const isProgram = (userAgent: string) => !/^(?:Mozilla|Opera)\//.test(userAgent) || PROGRAM.test(userAgent)

/**
 * What stands for a visitor on one day and one site. Without the day's salt, which is thrown away after the day that
 * follows, nobody can tell any more who it was.
 */
export function visitorOf(
  salt: string,
  siteId: string,
  { address, userAgent }: Pick<LoggedRequest, 'address' | 'userAgent'>,
): string {
  const digest = createHmac('sha256', salt).update(`${siteId}\0${address}\0${userAgent}`).digest()
  return digest.subarray(0, VISITOR_BYTES).toString('base64url')
}

/** 72 bits: among 100,000 visitors two are taken for one once in 10^12 days. */
const VISITOR_BYTES = 9
