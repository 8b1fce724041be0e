import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSite, type Site } from '@aipress/contract'
import type { VisitAnswer } from '../harness/http.ts'
import type { LocalCloud } from '../harness/local-cloud.ts'

/** What a plugin of a site could do, at `/?probe=…`. */
const PROBE = `<?php
add_action('init', function () {
  switch ($_GET['probe'] ?? '') {
    case 'limits':
      wp_send_json(array_map('ini_get', ['memory_limit', 'max_execution_time', 'upload_max_filesize', 'post_max_size']));
    case 'upload':
      wp_send_json([$_FILES['film']['size'] ?? null, $_FILES['film']['error'] ?? null]);
    case 'hungry':
      ini_set('memory_limit', '900M');
      wp_send_json(strlen(str_repeat('x', (int) $_GET['mb'] << 20)));
    case 'slow':
      wp_remote_get('http://127.0.0.1:1/');
      usleep(2_100_000);
      wp_send_json('done');
    case 'query':
      $GLOBALS['wpdb']->query("SELECT 'the name of Anna', SLEEP(2.1)");
      wp_send_json('done');
    case 'broken':
      no_such_function((int) $_GET['number']);
    case 'warning':
      echo $_GET['nothing' . $_GET['number']];
      exit;
  }
});
`

export async function installProbe(cloud: LocalCloud): Promise<void> {
  const plugin = join(cloud.layout.release('current'), 'mu-plugins', 'test-probe.php')
  await mkdir(join(plugin, '..'), { recursive: true })
  await writeFile(plugin, PROBE, { mode: 0o644 })
}

export async function makeSite(
  cloud: LocalCloud,
  title: string,
  tier: Site['tier'] = 'bronze',
): Promise<Site> {
  const { site, operation } = await cloud.call(createSite, { title, tier })
  const { state } = await cloud.settled(operation.operationId)
  if (state !== 'succeeded') throw new Error(`${title} was not made: ${state}.`)
  return site
}

/** Pages that are posted to are kept by nobody. */
export const probe = (cloud: LocalCloud, site: Site, query: string): Promise<VisitAnswer> =>
  cloud.fetchSite(`${site.name}.localhost`, `/?probe=${query}`, { method: 'POST', body: '' })

export function upload(cloud: LocalCloud, site: Site, sizeBytes: number): Promise<VisitAnswer> {
  const head = '--part\r\nContent-Disposition: form-data; name="film"; filename="film.mp4"\r\n\r\n'
  const body = Buffer.concat([
    Buffer.from(head),
    Buffer.alloc(sizeBytes, 'x'),
    Buffer.from('\r\n--part--\r\n'),
  ])
  return cloud.fetchSite(`${site.name}.localhost`, '/?probe=upload', {
    method: 'POST',
    body,
    headers: { 'content-type': 'multipart/form-data; boundary=part' },
  })
}
