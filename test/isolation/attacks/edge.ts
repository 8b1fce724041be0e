import type { Area } from '../attack.ts'
import { prints } from '../attack.ts'
import { cannot, edged, opened } from '../switches.ts'

export const EDGE: Area = {
  title: 'Edge',
  attacks: [
    {
      name: 'lie-about-host',
      tries: 'asks for a neighbour’s page under another name (full address in the request line, other Host)',
      protection: 'PHP is told the name by which the request was routed, never the header',
      succeeded: prints('evil.example'),
      without: edged('`fastcgi_param HTTP_HOST $http_host`', 'fastcgi.conf', (text) =>
        text.replace(/fastcgi_param HTTP_HOST [^;]*;/, 'fastcgi_param HTTP_HOST $http_host;'),
      ),
    },
    {
      name: 'poison-kept-page',
      tries: 'has a page kept that was made of its own headers (X-Forwarded-Host, X-Original-URL and others)',
      protection:
        'a page is made of no visitor’s request: the edge asks for it itself, over a socket in a folder of nginx’s (0750)',
      succeeded: prints('evil.example'),
      without: opened('edge/tmp 0711', ({ layout }) => ({ [layout.edge.temporary]: 0o711 })),
    },
    {
      name: 'steer-nginx',
      tries: 'has nginx send another file than PHP’s answer (X-Accel-Redirect)',
      protection: 'nginx heeds no X-Accel header of a site',
      succeeded: prints('Semantic Personal Publishing'),
      without: edged('`fastcgi_ignore_headers` without it', 'fastcgi.conf', (text) =>
        text.replace('fastcgi_ignore_headers X-Accel-Redirect', 'fastcgi_ignore_headers'),
      ),
    },
    {
      name: 'climb-by-address',
      tries: 'asks for a neighbour’s file by `..`, encoded once and twice, with backslashes and NUL bytes',
      protection: 'nginx decodes and resolves an address once, below the site’s own folder',
      without: cannot('nginx has no switch for it'),
    },
    {
      name: 'climb-by-host',
      tries: 'names a path as its host, to be routed by a file of its own',
      protection: 'only letters, digits, dots and dashes are looked up among the routes',
      without: cannot(
        'the check is in `edge/lua/aipress/routes.lua`, and nginx refuses a slash in a host by itself',
      ),
    },
    {
      name: 'smuggle-request',
      tries: 'hides a second request in the body of a first, by two lengths that differ',
      protection: 'nginx refuses such a request, and what goes on to PHP is no HTTP',
      succeeded: prints('rel="http_host"'),
      without: cannot('nginx has no switch for it'),
    },
  ],
}
