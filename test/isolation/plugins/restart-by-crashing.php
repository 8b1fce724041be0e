<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

if (isset($_GET['crash'])) {
	posix_kill(getmypid(), 11);
}
for ($count = 0; $count < 6; $count++) {
	echo get(target()['attacker']['host'], '/?preview=1&attack=restart-by-crashing&crash=1');
}
