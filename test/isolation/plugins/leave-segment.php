<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo shm_attach(0x41495052, 1024) === false ? 'refused' : 'was left';
