import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { becomesReady } from '../packages/control-plane/src/drivers/local/wait.ts'
import { runDaemon } from '../test/harness/edge.ts'
import { freePort } from '../test/harness/free-port.ts'
import { visit } from '../test/harness/http.ts'

export interface PlainSite {
  /** WordPress as released; it is copied. */
  readonly core: string
  /** Of the site's database, as SQL. */
  readonly dump: string
  /** Where it says that it is. */
  readonly formerUrl: string
  readonly salts: Readonly<Record<string, string>>
  /** What else runs in it, as a file of PHP. */
  readonly plugin: string
}

const READY_MS_MAX = 30_000
/** As many as a site of AIPress has. */
const CHILDREN = 4

/**
 * A WordPress as one would set it up by hand on a server of one's own: Debian's nginx, PHP-FPM and MariaDB with the
 * settings that they come with, no cache of objects and none of pages.
 */
export async function startPlainWordPress(site: PlainSite) {
  const root = await mkdtemp(join(tmpdir(), 'aipress-plain-'))
  await execa('chmod', ['755', root])
  await using undo = new AsyncDisposableStack()
  undo.defer(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))
  const pids: number[] = []
  const daemon = (...argv: string[]) => {
    const child = runDaemon(argv)
    pids.push(child.pid ?? 0)
    undo.defer(async () => {
      child.kill('SIGTERM')
      await child
    })
  }
  const [port, database] = [await freePort(), join(root, 'db.sock')]
  await startDatabase(root, database, site, daemon)
  await layOutWordPress(root, database, port, site)
  await writeFile(join(root, 'php-fpm.conf'), phpConfiguration(root))
  daemon('/usr/sbin/php-fpm8.2', '--nodaemonize', '--fpm-config', join(root, 'php-fpm.conf'))
  await writeFile(join(root, 'nginx.conf'), nginxConfiguration(root, port))
  daemon('/usr/sbin/nginx', '-e', 'stderr', '-p', root, '-c', join(root, 'nginx.conf'))
  const answers = async () => {
    const { status } = await visit({ port, host: '127.0.0.1' })
    if (status !== 200) throw new Error(`It answers ${status}.`)
  }
  await becomesReady('plain WordPress', answers, AbortSignal.timeout(READY_MS_MAX))
  const running = undo.move()
  return {
    port,
    pids,
    /** Runs code inside this WordPress and answers what it prints. */
    async php(code: string) {
      const command = ['-d', 'error_log=/dev/null', '-r', `require '${root}/www/wp-load.php'; ${code}`]
      return (await execa('php8.2', command, { env: { HTTP_HOST: `127.0.0.1:${port}` } })).stdout
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}

async function startDatabase(
  root: string,
  socket: string,
  { dump }: PlainSite,
  daemon: (...argv: string[]) => void,
): Promise<void> {
  const data = join(root, 'db')
  await mkdir(data)
  await execa('chown', ['-R', 'mysql', data])
  await execa('chmod', ['777', root])
  await execa('mariadb-install-db', ['--no-defaults', '--user=mysql', '--skip-test-db', `--datadir=${data}`])
  daemon(
    '/usr/sbin/mariadbd',
    '--no-defaults',
    '--user=mysql',
    '--skip-networking',
    `--datadir=${data}`,
    `--socket=${socket}`,
  )
  const client = ['--no-defaults', `--socket=${socket}`, '--user=root']
  const answers = () => execa('mariadb', [...client, '--execute', 'SELECT 1'])
  await becomesReady('plain MariaDB', answers, AbortSignal.timeout(READY_MS_MAX))
  const grant = `CREATE DATABASE wordpress; CREATE USER wordpress@localhost IDENTIFIED BY 'wordpress'; GRANT ALL ON wordpress.* TO wordpress@localhost`
  await execa('mariadb', [...client, '--execute', grant])
  await execa('mariadb', [...client, 'wordpress'], { input: dump })
}

async function layOutWordPress(
  root: string,
  database: string,
  port: number,
  { core, salts, plugin, formerUrl }: PlainSite,
): Promise<void> {
  const www = join(root, 'www')
  await cp(core, www, { recursive: true })
  await mkdir(join(www, 'wp-content/mu-plugins'), { recursive: true })
  await writeFile(join(www, 'wp-content/mu-plugins/bench.php'), plugin)
  const constants = {
    DB_NAME: 'wordpress',
    DB_USER: 'wordpress',
    DB_PASSWORD: 'wordpress',
    DB_HOST: `localhost:${database}`,
    DB_CHARSET: 'utf8mb4',
    DB_COLLATE: '',
    ...salts,
  }
  const defines = Object.entries(constants).map(([name, value]) => `define('${name}', '${value}');`)
  const configuration = `<?php
${defines.join('\n')}
define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }
require_once ABSPATH . 'wp-settings.php';
`
  await writeFile(join(www, 'wp-config.php'), configuration)
  const url = `http://127.0.0.1:${port}`
  const query = [
    'UPDATE wp_options SET option_value = REPLACE(option_value, ',
    ', ',
    ") WHERE option_name IN ('home', 'siteurl')",
  ]
  const sql = `${query[0]}'${formerUrl}'${query[1]}'${url}'${query[2]}`
  await execa('mariadb', [
    '--no-defaults',
    `--socket=${database}`,
    '--user=root',
    'wordpress',
    '--execute',
    sql,
  ])
}

function phpConfiguration(root: string): string {
  return `[global]
pid = ${root}/php.pid
error_log = ${root}/php.log
[www]
user = www-data
group = www-data
listen = ${root}/php.sock
listen.owner = www-data
pm = static
pm.max_children = ${CHILDREN}
php_admin_value[sendmail_path] = /bin/true
php_admin_value[error_log] = /dev/null
`
}

function nginxConfiguration(root: string, port: number): string {
  return `
daemon off;
user www-data;
pid ${root}/nginx.pid;
worker_processes auto;
events { worker_connections 768; }
http {
  include /etc/nginx/mime.types;
  sendfile on;
  access_log ${root}/access.log;
  gzip on;
  keepalive_requests 100000;
  client_body_temp_path ${root}/tmp; proxy_temp_path ${root}/tmp; uwsgi_temp_path ${root}/tmp; scgi_temp_path ${root}/tmp;
  fastcgi_temp_path ${root}/tmp;
  server {
    listen ${port};
    root ${root}/www;
    index index.php;
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_buffers 16 16k;
      fastcgi_buffer_size 32k;
      fastcgi_pass unix:${root}/php.sock;
    }
  }
}
`
}
