import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { becomesReady } from '../packages/control-plane/src/drivers/local/wait.ts'
import { runDaemon } from '../test/harness/edge.ts'
import { freePort } from '../test/harness/free-port.ts'
import { visit } from '../test/harness/http.ts'

export interface PlainSite {
  readonly folder: string
  /** Of the sites that have the page as files of their own. */
  readonly hosts?: readonly string[]
  readonly page: string
  readonly compressed: { readonly gzip: Uint8Array; readonly br: Uint8Array }
  readonly phpSocket: string
  readonly program: string
}

/**
 * An nginx as one would set it up by hand: on one port it has the page as files, on another that of many sites, each
 * with a folder and a log of its own, on a third it keeps what PHP says.
 */
export async function startPlainNginx({
  folder,
  hosts = [],
  page,
  compressed,
  phpSocket,
  program,
}: PlainSite) {
  const root = join(folder, 'plain')
  await mkdir(join(root, 'files'), { recursive: true, mode: 0o755 })
  await mkdir(join(root, 'logs'), { mode: 0o777 })
  const files = { 'index.html': page, 'index.html.gz': compressed.gzip, 'index.html.br': compressed.br }
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, 'files', name), content)
  for (const host of hosts) {
    await mkdir(join(root, 'sites', host), { recursive: true, mode: 0o755 })
    // Of its own, as each site's page is: one file for all would never leave the processor's caches.
    for (const [name, content] of Object.entries(files))
      await writeFile(join(root, 'sites', host, name), content)
  }
  const [filesPort, sitesPort, cachePort, luaPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const configuration = join(root, 'nginx.conf')
  await writeFile(
    configuration,
    configurationOf({ root, filesPort, sitesPort, cachePort, luaPort, phpSocket, program }),
  )
  const nginx = runDaemon(['/usr/sbin/nginx', '-e', 'stderr', '-p', root, '-c', configuration])
  const answers = async (port: number, host = 'localhost') => {
    const { status } = await visit({ port, host })
    if (status !== 200) throw new Error(`It answers ${status}.`)
  }
  for (const port of [filesPort, cachePort])
    await becomesReady('plain nginx', () => answers(port), AbortSignal.timeout(10_000))
  if (hosts[0] !== undefined) for (const port of [sitesPort, luaPort]) await answers(port, hosts[0])
  return {
    filesPort,
    sitesPort,
    cachePort,
    luaPort,
    async [Symbol.asyncDispose]() {
      nginx.kill('SIGTERM')
      await nginx
    },
  }
}

interface Settings {
  readonly root: string
  readonly filesPort: number
  readonly sitesPort: number
  readonly cachePort: number
  readonly luaPort: number
  readonly phpSocket: string
  readonly program: string
}

function configurationOf({
  root,
  filesPort,
  sitesPort,
  cachePort,
  luaPort,
  phpSocket,
  program,
}: Settings): string {
  return `
load_module /usr/lib/nginx/modules/ndk_http_module.so;
load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
daemon off;
user www-data;
pid ${root}/nginx.pid;
worker_processes 2;
events { worker_connections 4096; }
http {
  include /etc/nginx/mime.types;
  access_log ${root}/access.log;
  sendfile on;

  keepalive_requests 100000;
  client_body_temp_path ${root}/tmp; proxy_temp_path ${root}/tmp; uwsgi_temp_path ${root}/tmp; scgi_temp_path ${root}/tmp;
  fastcgi_temp_path ${root}/tmp;
  fastcgi_cache_path ${root}/cache keys_zone=pages:10m;
  server {
    listen ${filesPort};
    root ${root}/files;
    gzip_static on;
    brotli_static on;
  }
  open_log_file_cache max=2000 inactive=30s valid=2s;
  server {
    listen ${sitesPort};
    server_name "~.";
    root ${root}/sites/$host;
    access_log ${root}/logs/$host.log;
    gzip_static on;
    brotli_static on;
  }
  server {
    listen ${luaPort};
    server_name "~.";
    access_log ${root}/logs/$host.lua.log;
    location / {
      content_by_lua_block {
        local bodies = package.loaded.bodies or {}
        package.loaded.bodies = bodies
        local host = ngx.var.host
        local name = (ngx.var.http_accept_encoding or ""):find("br", 1, true) and "br" or "identity"
        local body = bodies[name .. host]
        if not body then
          local file = io.open("${root}/sites/" .. host .. "/index.html" .. (name == "br" and ".br" or ""))
          -- A text of its own for each site, as Lua keeps equal ones once.
          body = file:read("*a") .. host
          file:close()
          bodies[name .. host] = body
        end
        ngx.header["Content-Type"] = "text/html"
        if name == "br" then
          ngx.header["Content-Encoding"] = "br"
        end
        ngx.header["Content-Length"] = #body
        ngx.print(body)
      }
    }
  }
  server {
    listen ${cachePort};
    gzip on;
    location / {
      fastcgi_cache pages;
      fastcgi_cache_key $scheme$request_method$host$request_uri;
      fastcgi_cache_valid 200 1h;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME ${program};
      fastcgi_pass unix:${phpSocket};
    }
  }
}
`
}
