<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

foreach (['aipress.localhost', 'localhost', '127.0.0.1'] as $host) {
	$port = target()['port'];
	echo visit("GET /v1/sites HTTP/1.1\nHost: $host:$port\nX-Forwarded-For: 127.0.0.1\nX-Real-IP: 127.0.0.1\nX-AIPress-Door: cli\nOrigin: http://aipress.localhost:$port\nConnection: close");
}
