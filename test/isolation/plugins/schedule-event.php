<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo ask('CREATE EVENT hostile ON SCHEDULE EVERY 1 YEAR STARTS NOW() + INTERVAL 1 YEAR DO SELECT 1');
