<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

var_dump(posix_kill(target()['pid'], 9));
echo program(['sh', '-c', 'kill -9 "$0"', (string) target()['pid']]);
