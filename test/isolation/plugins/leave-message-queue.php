<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo msg_get_queue(0x41495052) === false ? 'refused' : 'was left';
