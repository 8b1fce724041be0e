<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo exchange('unix://' . target()['home'] . '/run/control-plane.sock', "GET /v1/sites HTTP/1.1\r\nHost: aipress.localhost\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n");
