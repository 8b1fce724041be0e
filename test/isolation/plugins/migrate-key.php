<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo command('MIGRATE', '127.0.0.1', '1', target()['victim']['cachePrefix'] . 'secret', '0', '1000', 'COPY');
