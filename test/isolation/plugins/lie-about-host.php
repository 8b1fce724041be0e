<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo visit('GET http://' . target()['victim']['host'] . "/?preview=1 HTTP/1.1\nHost: evil.example\nConnection: close");
