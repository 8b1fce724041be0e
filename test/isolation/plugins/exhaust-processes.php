<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$started = 0;
for ($count = 0; $count < 200; $count++) {
	$process = proc_open(['sleep', '20'], [], $pipes);
	if (is_resource($process)) {
		$processes[] = $process;
		$started++;
	}
}
echo "started $started";
foreach ($processes ?? [] as $process) {
	proc_terminate($process, 9);
	// Else it stays among the dead, who count.
	proc_close($process);
}
