<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo fopen(target()['home'] . '/services/shard-001-php/supervise/control', 'w') === false ? 'refused' : 'opened';
