<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$own = own()['cache'];
$answer = exchange('unix://' . $own['socket'], "AUTH {$own['user']} {$own['password']}\r\nHELLO 3\r\nCLIENT TRACKING ON BCAST\r\nQUIT\r\n");
echo str_contains($answer, 'connected') && !str_contains($answer, 'NOPERM') ? 'tracked' : $answer;
