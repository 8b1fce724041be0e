<?php
/**
 * WordPress' object cache, kept in the shard's Redis. Loaded by the shared wp-config.php, ahead of the place where
 * WordPress looks for one in a site's own files: so every site has it, and none can lose it.
 *
 * License: GPL-2.0-or-later
 */
declare(strict_types=1);

namespace AIPress\ObjectCache;

// So WordPress neither looks for another one nor loads its own, whose functions have the same names.
$GLOBALS['_wp_using_ext_object_cache'] = true;

foreach (['Unreachable', 'Connection', 'Groups', 'Values', 'Store', 'Outage', 'Transients', 'Budget', 'Shared'] as $class) {
	// A command that writes past WordPress has one of them already, maybe of the release before.
	class_exists(__NAMESPACE__ . "\\$class", false) || require_once __DIR__ . "/$class.php";
}
foreach (['OptionRows', 'Memory', 'Habits', 'WP_Object_Cache', 'functions'] as $class) {
	require_once __DIR__ . "/$class.php";
}

/** Kept to the very end of the request: see Outage::__destruct. */
final class Opening {
	private static ?Outage $outage = null;

	public static function open(): \WP_Object_Cache {
		$settings = AIPRESS_CACHE;
		self::$outage = new Outage($settings['folder']);
		$groups = new Groups();
		$connection = new Connection($settings);
		$shared = new Shared(new Store($connection, $settings['prefix']), self::$outage, $groups, $connection, new Budget($groups));
		return new \WP_Object_Cache($shared, $groups, new Habits());
	}
}
