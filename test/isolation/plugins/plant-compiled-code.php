<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo file_put_contents(target()['home'] . '/compiled/current/hostile.php.bin', 'OPCACHE');
