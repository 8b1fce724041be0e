<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo exchange('unix://' . target()['home'] . '/run/edge/admin.sock', "GET /health HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n");
