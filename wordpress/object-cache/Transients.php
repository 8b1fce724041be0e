<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/**
 * WordPress keeps transients in the database for as long as there is no cache. When there is one again they are in
 * nobody's way but old: at the next outage they would be taken for present ones.
 */
final class Transients {
	public static function leaveDatabase(): void {
		$database = $GLOBALS['wpdb'] ?? null;
		if (!$database instanceof \wpdb || !isset($database->options)) {
			return;
		}
		$isQuiet = $database->suppress_errors(true);
		$database->query(
			"DELETE FROM `$database->options` WHERE option_name LIKE '\\_transient\\_%' OR option_name LIKE '\\_site\\_transient\\_%'",
		);
		$database->suppress_errors($isQuiet);
	}
}
