<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$database = database();
try {
	$database->query("CREATE TABLE hostile (a INT) ENGINE=InnoDB DATA DIRECTORY='/tmp'");
	echo $database->query('SHOW CREATE TABLE hostile')->fetch_row()[1];
} finally {
	$database->query('DROP TABLE IF EXISTS hostile');
}
