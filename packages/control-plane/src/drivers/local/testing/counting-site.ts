import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestEdge } from '../../../../../../test/harness/edge.ts'

/**
 * A site whose pages say which rendering they are. What a page is like is told by its path, so that the address is
 * the same for every visitor: /cookie/, /private/, /slow/ …
 */
const INDEX_PHP = `<?php
$file = fopen('COUNTER', 'c+');
flock($file, LOCK_EX);
$count = (int) fgets($file) + 1;
rewind($file);
fwrite($file, $count);
fclose($file);
$path = explode('/', $_SERVER['REQUEST_URI'])[1] ?? '';
header('Content-Type: text/html; charset=UTF-8');
header('Link: <https://example.org/>; rel="shortlink"');
switch ($path) {
  case 'cookie': setcookie('basket', '1'); break;
  case 'private': header('Cache-Control: private, max-age=600'); break;
  case 'no-store': header('Cache-Control: no-store'); break;
  case 'stale': header('Cache-Control: max-age=1'); break;
  case 'vary': header('Vary: Accept-Encoding, X-Country'); break;
  case 'missing': http_response_code(404); break;
  case 'elsewhere': header('Location: /there/' . rtrim('?' . ($_SERVER['QUERY_STRING'] ?? ''), '?'), true, 301); break;
  case 'json': header('Content-Type: application/json'); break;
  case 'slow': usleep(300000); break;
  case 'very-slow': sleep(11); break;
  case 'broken': if (!isset($_SERVER['HTTP_COOKIE'])) { http_response_code(500); } break;
  case 'cut': echo '<html>half a page'; exit;
  case 'long': echo '<html>', str_repeat('a page of much text. ', 150000), '</html>'; exit;
}
if (file_exists('CLOSED') && $path === 'stale') header('Cache-Control: no-store');
if (file_exists('GONE') && $path === 'gone') http_response_code(404);
if (file_exists('FAILS') && $path === 'stale') { http_response_code(500); echo 'There has been a critical error.'; exit; }
echo "<html><p>rendering $count</p>", str_repeat('<p>some text</p>', 200), json_encode($_SERVER), '</html>';
`

/** Puts it in WordPress' place; `folder` takes files named `fails`, `gone` and `closed`, which change what it says. */
export async function layOutCountingSite({ layout }: TestEdge) {
  const folder = join(layout.home, 'counting')
  const counter = join(folder, 'counter')
  await mkdir(folder)
  await writeFile(counter, '0')
  await chmod(folder, 0o777)
  await chmod(counter, 0o666)
  const program = INDEX_PHP.replaceAll('COUNTER', counter)
    .replace('FAILS', join(folder, 'fails'))
    .replace('GONE', join(folder, 'gone'))
    .replace('CLOSED', join(folder, 'closed'))
  await writeFile(join(layout.wordpress.core('0.0.1'), 'index.php'), program)
  return {
    folder,
    /** So many pages PHP has begun. */
    renderings: async () => Number(await readFile(counter, 'utf8')),
  }
}
