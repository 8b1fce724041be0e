<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * WP-CLI lifts the memory limit once WordPress is loaded. A command of a site then has what its processes may take
 * together, and meets that bound in the middle of some library; so it gets back the limit that it was started with.
 */
final class CommandMemory {
	public static function register(): void {
		\WP_CLI::add_hook('after_wp_load', self::bound(...));
	}

	public static function bound(): void {
		$limit = get_cfg_var('memory_limit');
		if (is_string($limit)) {
			ini_set('memory_limit', $limit);
		}
	}
}
