import { describe, expect, test, vi } from 'vitest'
import { randomSecrets, type SiteHostUnderTest, siteHostSteps } from './site-host.suite.ts'

/** What every driver owes of freezing, copying and comparing sites. */
export function describeSiteMoves(driver: string, open: () => SiteHostUnderTest) {
  const { wp, claimed } = siteHostSteps(open)

  describe(`${driver} site host, moving sites`, () => {
    test('a frozen site has moved for visitors and is still claimed, and a thawed one works', async ({
      signal,
    }) => {
      const { host, place, site, visit } = await claimed(signal)
      for (const _ of ['once', 'twice']) {
        await host.freeze(place, signal)
        expect((await visit('/')).status).toBe(421)
        expect(await host.inspect(place, signal)).toEqual({ kind: 'claimed', siteId: site.siteId })
        await expect(host.prepare(place, randomSecrets(), signal)).rejects.toMatchObject({
          code: 'internal_error',
        })
      }
      for (const _ of ['once', 'twice']) {
        await host.thaw(place, signal)
        expect((await visit('/')).status).toBe(200)
      }
      await wp(host, place, ['option', 'update', 'blogdescription', 'thawed'], signal)
      await host.freeze(place, signal)
      await host.empty(place, signal)
      expect(await host.inspect(place, signal)).toEqual({ kind: 'empty' })
      await host.thaw(place, signal)
      await host.prepare(place, randomSecrets(), signal)
      await host.claim(place, site, signal)
      expect((await visit('/')).status).toBe(200)
    })

    test('freezing waits for a command, and a new command waits for the thaw', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const output: string[] = []
      const onOutput = (_: string, text: string) => void output.push(text)
      const args = ['eval', 'echo "started "; sleep(1); update_option("blogdescription", "written");']
      const running = host.wp(place, { args, signal, onOutput })
      await vi.waitFor(() => expect(output).toEqual(['started ']), { timeout: 30_000 })
      await host.freeze(place, signal)
      const waiting = wp(host, place, ['option', 'get', 'blogdescription'], signal)
      expect(await Promise.race([running, waiting])).toEqual({ exitCode: 0 })
      await host.thaw(place, signal)
      expect(await waiting).toBe('written')
    })

    test('a site that does not come to rest is busy, and goes on as before', async ({ signal }) => {
      const { host, place, visit } = await claimed(signal)
      const stop = new AbortController()
      const output: string[] = []
      const running = host.wp(place, {
        args: ['eval', 'echo "started"; sleep(60);'],
        signal: AbortSignal.any([signal, stop.signal]),
        onOutput: (_, text) => void output.push(text),
      })
      await vi.waitFor(() => expect(output).toEqual(['started']), { timeout: 30_000 })
      await expect(host.freeze(place, signal)).rejects.toMatchObject({ code: 'site_busy' })
      expect((await visit('/')).status).toBe(200)
      stop.abort()
      await running
    })

    test('a copy follows its site until it is the same, and serves in its place', async ({ signal }) => {
      const { host, place, secrets, site } = await claimed(signal)
      const { freshPlace, visit } = open()
      const to = freshPlace()
      const { loginKey, salt } = secrets
      await expect(host.copy(place, to, signal)).rejects.toMatchObject({ code: 'internal_error' })
      await host.prepare(to, { ...randomSecrets(), loginKey, salt }, signal)
      const write = (name: string) =>
        wp(
          host,
          place,
          ['eval', `file_put_contents(wp_upload_dir()["basedir"] . "/${name}.txt", "${name}");`],
          signal,
        )
      const post = (title: string) =>
        wp(
          host,
          place,
          ['post', 'create', `--post_title=${title}`, '--post_status=publish', '--porcelain'],
          signal,
        )
      const first = await post('Bread')
      await write('bread')
      expect((await host.copy(place, to, signal)).files).toBe(1)
      expect(await host.inspect(to, signal)).toEqual({ kind: 'claimed', siteId: site.siteId })

      await post('Cake')
      await write('cake')
      await wp(host, place, ['post', 'delete', first, '--force'], signal)
      await wp(host, place, ['eval', 'unlink(wp_upload_dir()["basedir"] . "/bread.txt");'], signal)
      await host.freeze(place, signal)
      expect((await host.copy(place, to, signal)).files).toBe(1)
      const figures = await host.compare(place, to, signal)
      expect(figures.files).toBe(1)
      expect(figures.tables).toBeGreaterThanOrEqual(12)

      expect(await wp(host, to, ['post', 'list', '--field=post_title'], signal)).toBe('Cake\nHello world!')
      const files = 'echo implode(" ", array_map("basename", glob(wp_upload_dir()["basedir"] . "/*.txt")));'
      expect(await wp(host, to, ['eval', files], signal)).toBe('cake.txt')
      expect((await visit(to, '/cake/')).status).toBe(200)
      expect((await visit(place, '/cake/')).status).toBe(421)
      const login = await visit(to, host.loginPath(to, loginKey, new Date(Date.now() + 300_000)))
      expect(login.status).toBe(302)
      await wp(host, to, ['option', 'update', 'blogdescription', 'changed'], signal)
      await expect(host.compare(place, to, signal)).rejects.toMatchObject({ code: 'copy_differs' })
    })
  })
}
