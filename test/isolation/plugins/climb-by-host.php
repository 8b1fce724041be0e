<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$media = target()['attacker']['media'];
file_put_contents("$media/route", json_encode(['kind' => 'site', 'live' => dirname(target()['victim']['media']) . '/live', 'socket' => target()['victim']['socket']]));
foreach (["../../shards/shard-001/sites/01/media/route", "..%2froute", "/$media/route", 'victim.localhost%00', '..', '.', '-', "victim.localhost\0.attacker.localhost"] as $host) {
	echo visit("GET /wp-content/uploads/private.txt HTTP/1.1\nHost: $host\nConnection: close");
}
unlink("$media/route");
