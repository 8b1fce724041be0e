<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$place = target()['victim']['place'];
$secret = file_get_contents(target()['home'] . '/purge.secret');
$keys = [own()['edge']['key'], '', $secret === false ? 'unknown' : hash_hmac('sha1', $place, $secret)];
foreach ($keys as $key) {
	echo exchange('unix://' . own()['edge']['socket'], "POST /purge HTTP/1.1\r\nHost: purge\r\nX-AIPress-Place: $place\r\nX-AIPress-Key: $key\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}
