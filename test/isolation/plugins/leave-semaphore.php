<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo sem_get(0x41495052, 1, 0666, false) === false ? 'refused' : 'was left';
