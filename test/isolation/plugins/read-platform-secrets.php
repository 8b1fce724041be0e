<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$home = target()['home'];
$shard = dirname(target()['victim']['root'], 2);
foreach (['keys/seal.key', 'keys/settings.json', 'purge.secret', 'services/control-plane/run'] as $name) {
	$paths[] = "$home/$name";
}
foreach (['redis.password', 'redis/users.acl', 'redis.conf', 'mariadb/mysql/global_priv.MAD'] as $name) {
	$paths[] = "$shard/$name";
}
foreach ($paths as $path) {
	$found = file_get_contents($path);
	if ($found !== false) {
		echo "found: $path";
	}
}
