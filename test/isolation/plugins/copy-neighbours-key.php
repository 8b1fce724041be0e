<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$own = own()['cache']['prefix'] . 'loot';
echo command('COPY', target()['victim']['cachePrefix'] . 'secret', $own, 'REPLACE');
echo command('GET', $own);
command('DEL', $own);
