<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$name = target()['attacker']['media'] . '/hard.txt';
link(target()['victim']['media'] . '/private.txt', $name);
echo file_get_contents($name);
