import { describe, expect, test } from 'vitest'
import { type SiteHostCapabilities, type SiteHostUnderTest, siteHostSteps } from './site-host.suite.ts'

/** What every driver owes of PHP: which there is, and what it complained about, each line once. */
export function describeSitePhp(
  driver: string,
  { runsWordPress }: SiteHostCapabilities,
  open: () => SiteHostUnderTest,
) {
  const { wp, claimed } = siteHostSteps(open)

  describe(`PHP of a ${driver} site host`, () => {
    test('says its version, those that are installed, and its extensions', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const php = await host.php(place, signal)
      expect(php.version).toBe(host.versions.php)
      expect(php.versionsInstalled).toContain(php.version)
      expect(php.extensions).toContain('mysqli')
      expect(php.extensions).toEqual(php.extensions.toSorted((a, b) => a.localeCompare(b)))
    })

    test('a log that says nothing more leaves its reader where it was', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const first = await host.phpLogAfter(place, undefined, signal)
      expect(await host.phpLogAfter(place, first.position, signal)).toEqual({
        lines: [],
        position: first.position,
      })
    })

    test.runIf(runsWordPress)('each line of the log comes once', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const { position } = await host.phpLogAfter(place, undefined, signal)
      for (const line of ['no flour', 'no salt'])
        await wp(host, place, ['eval', `error_log("${line}");`], signal)
      const next = await host.phpLogAfter(place, position, signal)
      expect(next.lines.map((line) => line.slice(-9))).toEqual([' no flour', '] no salt'])
      expect((await host.phpLogAfter(place, next.position, signal)).lines).toEqual([])
    })

    test.runIf(runsWordPress)('a command has the upload limit of the pages', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      let output = ''
      const onOutput = (_stream: string, text: string) => {
        output += text
      }
      const code = 'echo ini_get("upload_max_filesize"), " ", wp_max_upload_size() >> 20;'
      await host.wp(place, { args: ['eval', code], signal, uploadMb: 100, onOutput })
      expect(output).toBe('100M 100')
    })

    test.runIf(runsWordPress)('a command gets the memory that it was given', async ({ signal }) => {
      const { host, place } = await claimed(signal)
      const code = 'echo ini_get("memory_limit"), " "; str_repeat("x", 200 << 20); echo "enough";'
      const run = async (memoryMb: number) => {
        let output = ''
        const onOutput = (_stream: string, text: string) => {
          output += text
        }
        await host.wp(place, { args: ['eval', code], signal, memoryMb, onOutput })
        return output
      }
      expect(await run(300)).toBe('300M enough')
      const hungry = await run(160)
      expect(hungry).toContain('160M ')
      expect(hungry).toContain('Allowed memory size of 167772160 bytes')
      expect(hungry).not.toContain('enough')
    })
  })
}
