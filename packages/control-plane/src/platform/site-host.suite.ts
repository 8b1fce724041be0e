import { randomBytes } from 'node:crypto'
import type { LogLine } from '@aipress/contract'
import { describe, expect, test, vi } from 'vitest'
import type { Place } from './place.ts'
import type { SiteHost, SiteIdentity, SiteSecrets } from './site-host.ts'

export interface SiteHostCapabilities {
  /** Its sites are WordPress itself, not something that answers a few of its commands. */
  readonly runsWordPress: boolean
}

export interface SiteHostUnderTest {
  readonly host: SiteHost
  /** An empty slot that no other test gets. */
  freshPlace(): Place
  /** Asks the site's WordPress for a page, without any cache between. */
  visit(
    place: Place,
    path: string,
    options?: { script?: string; cookie?: string },
  ): Promise<{ status: number; headers: Headers; body: string }>
}

const ADDRESS = 'http://corner-bakery.localhost:8080'

export const randomSecrets = (): SiteSecrets => {
  const secret = () => randomBytes(24).toString('base64url')
  return { databasePassword: secret(), cachePassword: secret(), loginKey: secret(), salt: secret() }
}

/** What both suites of a site host do again and again. */
export function siteHostSteps(open: () => SiteHostUnderTest) {
  let made = 0
  const identity = (overrides: Partial<SiteIdentity> = {}): SiteIdentity => {
    made += 1
    return {
      siteId: `site_${made}`,
      title: 'Corner Bakery',
      adminEmail: 'anna@example.com',
      url: ADDRESS,
      ...overrides,
    }
  }

  const runWp = async (host: SiteHost, place: Place, args: string[], signal: AbortSignal) => {
    const output = { stdout: '', stderr: '' }
    const { exitCode } = await host.wp(place, {
      args,
      signal,
      onOutput: (stream, text) => {
        output[stream] += text
      },
    })
    return { exitCode, ...output }
  }
  const wp = async (host: SiteHost, place: Place, args: string[], signal: AbortSignal) => {
    const { exitCode, stdout, stderr } = await runWp(host, place, args, signal)
    expect(stderr).not.toMatch(/^Error|Fatal/m)
    expect(exitCode).toBe(0)
    return stdout.trim()
  }

  const claimed = async (signal: AbortSignal, overrides: Partial<SiteIdentity> = {}) => {
    const { host, freshPlace, visit } = open()
    const place = freshPlace()
    const secrets = randomSecrets()
    const site = identity(overrides)
    await host.prepare(place, secrets, signal)
    await host.claim(place, site, signal)
    return { host, place, secrets, site, visit: (path: string, more = {}) => visit(place, path, more) }
  }
  return { identity, runWp, wp, claimed }
}

/**
 * The behaviour every driver owes. WordPress itself is asked whether things worked; what only it can answer
 * stands apart, for drivers that run it.
 */
export function describeSiteHost(
  driver: string,
  { runsWordPress }: SiteHostCapabilities,
  open: () => SiteHostUnderTest,
) {
  const { identity, runWp, wp, claimed } = siteHostSteps(open)

  describe(`${driver} site host`, () => {
    test('a slot goes from empty to prepared to claimed and back', async ({ signal }) => {
      const { host, freshPlace } = open()
      const [place, site] = [freshPlace(), identity()]
      expect(await host.inspect(place, signal)).toEqual({ kind: 'empty' })
      await host.prepare(place, randomSecrets(), signal)
      expect(await host.inspect(place, signal)).toEqual({ kind: 'prepared' })
      await host.claim(place, site, signal)
      expect(await host.inspect(place, signal)).toEqual({ kind: 'claimed', siteId: site.siteId })
      await host.empty(place, signal)
      expect(await host.inspect(place, signal)).toEqual({ kind: 'empty' })
      await host.empty(place, signal)
    })

    test('nobody can take a claimed slot, and its own site can claim it again', async ({ signal }) => {
      const { host, place, site } = await claimed(signal)
      await expect(host.claim(place, identity(), signal)).rejects.toMatchObject({ code: 'internal_error' })
      await expect(host.prepare(place, randomSecrets(), signal)).rejects.toMatchObject({
        code: 'internal_error',
      })

      const again = {
        ...site,
        title: 'Corner Café',
        adminEmail: 'bo@example.com',
        url: 'https://cafe.example.com',
      }
      await host.claim(place, again, signal)
      const options = ['blogname', 'admin_email', 'home']
      const values = []
      for (const name of options) values.push(await wp(host, place, ['option', 'get', name], signal))
      expect(values).toEqual(['Corner Café', 'bo@example.com', 'https://cafe.example.com'])
    })

    test('claiming a slot that was not prepared fails', async ({ signal }) => {
      const { host, freshPlace } = open()
      await expect(host.claim(freshPlace(), identity(), signal)).rejects.toMatchObject({
        code: 'internal_error',
      })
    })

    test('what is stopped in the middle can be done again', async ({ signal }) => {
      const { host, freshPlace, visit } = open()
      const place = freshPlace()
      for (const afterMs of [3, 20, 60, 150]) {
        await host.prepare(place, randomSecrets(), AbortSignal.timeout(afterMs)).catch(() => undefined)
      }
      await host.prepare(place, randomSecrets(), signal)
      const site = identity()
      for (const afterMs of [0, 1, 3, 6]) {
        await host.claim(place, site, AbortSignal.timeout(afterMs)).catch(() => undefined)
      }
      await host.claim(place, site, signal)
      const page = await visit(place, '/')
      expect([page.status, page.body.includes('<title>Corner Bakery</title>')]).toEqual([200, true])
    })

    test('an emptied slot keeps nothing for the next site', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      await wp(host, place, ['post', 'create', '--post_title=Secret recipe', '--post_status=publish'], signal)
      await host.empty(place, signal)
      await host.prepare(place, randomSecrets(), signal)
      await host.claim(place, identity({ title: 'Next' }), signal)

      expect(await wp(host, place, ['post', 'list', '--field=post_title'], signal)).toBe('Hello world!')
    })
  })

  describe.runIf(runsWordPress)(`${driver} site host, as WordPress sees it`, () => {
    test('a claimed slot is a WordPress with that title, address and administrator', async ({ signal }) => {
      const title = 'Bäckerei "Zur Ecke" & Söhne <3 🥐'
      const { host, place, visit } = await claimed(signal, { title })

      const page = await visit('/')
      expect(page.status).toBe(200)
      expect(page.body).toContain('Bäckerei &quot;Zur Ecke&quot; &amp; Söhne &lt;3 🥐</title>')
      expect(page.headers.get('x-powered-by')).toBeNull()
      expect(page.body).not.toContain('unclaimed')
      expect((await visit('/hello-world/')).status).toBe(200)
      expect((await visit('/no-such-page/')).status).toBe(404)
      expect(await wp(host, place, ['option', 'get', 'siteurl'], signal)).toBe(ADDRESS)
      expect(await wp(host, place, ['option', 'get', 'admin_email'], signal)).toBe('anna@example.com')
      const users = await wp(
        host,
        place,
        ['user', 'list', '--fields=ID,user_login,user_email,roles', '--format=csv'],
        signal,
      )
      expect(users).toBe('ID,user_login,user_email,roles\n1,anna,anna@example.com,administrator')
      const everything = await wp(
        host,
        place,
        ['search-replace', 'unclaimed.invalid', 'x', '--all-tables', '--dry-run', '--format=count'],
        signal,
      )
      expect(everything).toBe('0')
    })

    test('a site that is claimed again has its posts at the new address', async ({ signal }) => {
      const { host, place, site } = await claimed(signal)
      await host.claim(place, { ...site, url: 'https://cafe.example.com' }, signal)
      expect(await wp(host, place, ['eval', 'echo get_permalink(1);'], signal)).toBe(
        'https://cafe.example.com/hello-world/',
      )
    })

    test('an emptied slot keeps no files for the next site', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const write = 'file_put_contents(wp_upload_dir()["path"] . "/secret.txt", "x");'
      await wp(host, place, ['eval', write], signal)
      await host.empty(place, signal)
      await host.prepare(place, randomSecrets(), signal)
      await host.claim(place, identity({ title: 'Next' }), signal)
      const count = 'echo count(glob(wp_upload_dir()["path"] . "/*"));'
      expect(await wp(host, place, ['eval', count], signal)).toBe('0')
    })

    test('pictures can be uploaded and get their sizes', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const draw =
        '$i = imagecreatetruecolor(1200, 900); imagejpeg($i, getenv("TMPDIR") . "/oven.jpg"); echo getenv("TMPDIR");'
      const folder = await wp(host, place, ['eval', draw], signal)
      const id = await wp(host, place, ['media', 'import', `${folder}/oven.jpg`, '--porcelain'], signal)
      const sizes = await wp(
        host,
        place,
        [
          'eval',
          `echo wp_get_attachment_url(${id}), " ", count(wp_get_attachment_metadata(${id})["sizes"]);`,
        ],
        signal,
      )
      expect(sizes).toMatch(
        /^http:\/\/corner-bakery\.localhost:8080\/wp-content\/uploads\/\d{4}\/\d\d\/oven\.jpg [4-9]$/,
      )
    })

    test('a log-in link lets one person in, once, as the first administrator', async ({ signal }) => {
      const { host, place, secrets, visit } = await claimed(signal)
      const path = host.loginPath(place, secrets.loginKey, new Date(Date.now() + 300_000))
      const visits = await Promise.all([visit(path), visit(path), visit(path)])

      expect(visits.map((page) => page.status).sort()).toEqual([302, 403, 403])
      const welcome = visits.find((page) => page.status === 302)
      expect(welcome?.headers.get('location')).toBe(`${ADDRESS}/wp-admin/`)
      const cookie =
        welcome?.headers
          .getSetCookie()
          .map((text) => text.split(';')[0])
          .join('; ') ?? ''
      const dashboard = await visit('/wp-admin/index.php', { script: '/wp-admin/index.php', cookie })
      expect([dashboard.status, dashboard.body.includes('id="dashboard-widgets"')]).toEqual([200, true])
      const plugins = await visit('/wp-admin/plugins.php', { script: '/wp-admin/plugins.php', cookie })
      expect(plugins.body).toContain('releases through AIPress')
      const install = await visit('/wp-admin/plugin-install.php', {
        script: '/wp-admin/plugin-install.php',
        cookie,
      })
      expect([install.status, install.body.includes('releases through AIPress')]).toEqual([403, true])
      expect((await visit(path)).status).toBe(403)
    })

    test('a log-in link that has expired, was changed, or is of another site is refused', async ({
      signal,
    }) => {
      const { host, place, secrets, visit } = await claimed(signal)
      const inFiveMinutes = new Date(Date.now() + 300_000)
      const paths = [
        host.loginPath(place, secrets.loginKey, new Date(Date.now() - 1_000)),
        host.loginPath(place, secrets.loginKey, new Date(Date.now() + 86_400_000)),
        host.loginPath(place, randomSecrets().loginKey, inFiveMinutes),
        host
          .loginPath(place, secrets.loginKey, inFiveMinutes)
          .replace(/v1\.\d{10}/, `v1.${Math.floor(Date.now() / 1000) + 400}`),
        '/?aipress-login=',
        '/?aipress-login[]=v1',
        '/?aipress-login=%00',
      ]
      for (const path of paths) expect((await visit(path)).status).toBe(403)
    })

    test('WP-CLI streams both outputs and answers with its exit code', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const result = await runWp(host, place, ['eval', 'echo "ä"; fwrite(STDERR, "oh"); exit(7);'], signal)
      expect(result).toEqual({ exitCode: 7, stdout: 'ä', stderr: 'oh' })
      const unknown = await runWp(host, place, ['no-such-command'], signal)
      expect([unknown.exitCode, unknown.stderr.includes('no-such-command')]).toEqual([1, true])
    })

    test('aborting WP-CLI ends it and what it started', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const stop = new AbortController()
      const code = 'echo "started\\n"; proc_open(["sleep", "300"], [], $p); sleep(300);'
      const { exitCode } = await host.wp(place, {
        args: ['eval', code],
        signal: AbortSignal.any([signal, stop.signal]),
        onOutput: () => stop.abort(),
      })
      expect(exitCode).not.toBe(0)
      const count =
        'echo count(array_filter(glob("/proc/[0-9]*"), fn ($p) => @fileowner($p) === posix_getuid() && str_starts_with((string) @file_get_contents("$p/cmdline"), "sleep")));'
      expect(await wp(host, place, ['eval', count], signal)).toBe('0')
    })

    test('what WP-CLI leaves running in a session of its own ends with it', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const file = 'getenv("TMPDIR") . "/alive"'
      const beat = `$f = ${file}; exec("setsid sh -c 'while true; do date +%s%N > $f; done' > /dev/null 2>&1 &"); while (!file_exists($f)) usleep(1000);`
      await wp(host, place, ['eval', beat], signal)
      const read = `echo file_get_contents(${file});`
      const first = await wp(host, place, ['eval', read], signal)
      expect(await wp(host, place, ['eval', read], signal)).toBe(first)
    })

    test('three WP-CLI commands of a site run at once, and no fourth', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const stop = new AbortController()
      const listening = AbortSignal.any([signal, stop.signal])
      const [started, running]: [number[], Promise<unknown>[]] = [[], []]
      for (const run of [1, 2, 3]) {
        const onOutput = () => void started.push(run)
        const args = ['eval', 'echo "started"; sleep(60);']
        running.push(host.wp(place, { args, signal: listening, onOutput }))
      }
      await vi.waitFor(() => expect(started).toHaveLength(3), { timeout: 30_000 })
      await expect(runWp(host, place, ['cli', 'version'], signal)).rejects.toMatchObject({
        code: 'site_busy',
      })
      stop.abort()
      await Promise.all(running)
      expect(await wp(host, place, ['eval', 'echo "free";'], signal)).toBe('free')
    })

    test('halting ends the site’s code at once, and the next visitor starts it again', async ({ signal }) => {
      const { host, place, visit } = await claimed(signal)
      const output: string[] = []
      const running = host.wp(place, {
        args: ['eval', 'echo "started"; sleep(60);'],
        signal,
        onOutput: (_, text) => void output.push(text),
      })
      await vi.waitFor(() => expect(output).toEqual(['started']), { timeout: 30_000 })
      await host.halt(place, signal)
      expect((await running).exitCode).not.toBe(0)
      expect((await visit('/')).status).toBe(200)
      await host.empty(place, signal)
      await host.halt(place, signal)
    })

    test('any title can be set, and is shown as it was typed', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      for (const title of ['--version', `It's "quoted" \\ $1 & <b>`, '日本のパン屋 🍞']) {
        await host.retitle(place, title, signal)
        const code = 'echo html_entity_decode(get_option("blogname"), ENT_QUOTES);'
        expect(await wp(host, place, ['eval', code], signal)).toBe(title)
      }
    })

    test.for([
      ['https://shop.example.co', 'https://shop.example.com', 'https://shop.example.corner'],
      ['http://bakery.localhost:8080', 'https://bakery.example', 'http://bakery.localhost'],
    ] as const)(
      'a new address replaces %s everywhere, and twice changes nothing',
      async (row, { signal }) => {
        const [former, url, other] = row
        const { host, place, visit } = await claimed(signal, { url: former })
        const write = `
        update_option("plugin_settings", ["logo" => "${former}/logo.png", "deep" => (object) ["url" => "${former}"]]);
        update_option("plugin_json", json_encode(["url" => "${former}/a"]));
        wp_insert_post(["post_title" => "Links", "post_name" => "links", "post_status" => "publish",
          "post_content" => "<a href=\\"${former}/menu\\">menu</a> at ${former}. Not ${other}."]);`
        await wp(host, place, ['eval', write], signal)
        const read = `echo json_encode([get_option("plugin_settings")["logo"], get_option("plugin_settings")["deep"]->url,
        json_decode(get_option("plugin_json"))->url, get_page_by_path("links", OBJECT, "post")->post_content, home_url()], JSON_UNESCAPED_SLASHES);`
        const expected = [
          `${url}/logo.png`,
          url,
          `${url}/a`,
          `<a href="${url}/menu">menu</a> at ${url}. Not ${other}.`,
          url,
        ]
        for (const _ of ['first', 'second']) {
          await host.readdress(place, url, [former], signal)
          expect(JSON.parse(await wp(host, place, ['eval', read], signal))).toEqual(expected)
        }
        expect((await visit('/links/')).body).toContain(`${url}/menu`)
      },
    )

    test('logs show what PHP complains about, and follow', async ({ signal }) => {
      const { host, place, site } = await claimed(signal)
      await wp(host, place, ['eval', 'error_log("flour is \\x1b[31m short");'], signal)
      const query = { siteId: site.siteId, kind: undefined, lines: 20 }
      const lines: LogLine[] = []
      for await (const line of host.logs(place, { ...query, follow: false }, signal)) lines.push(line)
      expect(lines.at(-1)).toMatchObject({ kind: 'php', text: 'flour is �[31m short' })
      expect(Math.abs(Date.now() - Date.parse(lines.at(-1)?.time ?? ''))).toBeLessThan(60_000)

      const stop = new AbortController()
      const followed: string[] = []
      const reading = (async () => {
        const listening = AbortSignal.any([signal, stop.signal])
        for await (const line of host.logs(place, { ...query, lines: 1, follow: true }, listening))
          followed.push(line.text)
      })()
      await vi.waitFor(() => expect(followed).toHaveLength(1), { timeout: 5_000 })
      await wp(host, place, ['eval', 'error_log("oven is off");'], signal)
      await vi.waitFor(() => expect(followed.at(-1)).toBe('oven is off'), { timeout: 5_000 })
      stop.abort()
      await reading
    })
  })
}
