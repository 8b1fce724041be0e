<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

foreach (range(3, 9) as $number) {
	echo program(['cat', '/proc/' . target()['pid'] . "/fd/$number"]);
}
