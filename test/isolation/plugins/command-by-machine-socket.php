<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo exchange('unix://' . target()['home'] . '/run/machine.sock', "GET /v1/sites HTTP/1.1\r\nHost: localhost\r\nX-AIPress-Door: cli\r\nConnection: close\r\n\r\n");
