<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$settings = ['opcache.validate_permission' => '0', 'opcache.restrict_api' => '', 'apc.enabled' => '1', 'ffi.enable' => '1', 'enable_dl' => '1', 'sendmail_path' => '/bin/true'];
foreach ($settings as $name => $value) {
	echo $name, ini_set($name, $value) === false ? " refused\n" : " loosened\n";
}
