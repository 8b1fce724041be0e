<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$answer = json_decode(command('CLIENT', 'KILL', 'USER', target()['victim']['database']));
echo 'cut ', json_encode($answer[0]), ' ', $answer[1];
