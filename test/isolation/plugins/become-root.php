<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$process = proc_open([target()['setuidProgram'], target()['home'] . '/purge.secret'], [1 => ['pipe', 'w'], 2 => ['redirect', 1]], $pipes);
$text = stream_get_contents($pipes[1]);
echo json_encode(['text' => strlen((string) $text), 'code' => proc_close($process)]);
