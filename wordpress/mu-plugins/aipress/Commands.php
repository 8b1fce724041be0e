<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/** What WP-CLI itself cannot know of the platform, said before a command that would say something else. */
final class Commands {
	/** They would fail for want of a file they may write, or name WordPress.org as the cause. */
	private const CODE = [
		'plugin install', 'plugin update', 'plugin delete', 'plugin uninstall',
		'theme install', 'theme update', 'theme delete', 'core update',
	];

	public static function register(): void {
		foreach (self::CODE as $command) {
			\WP_CLI::add_hook("before_invoke:$command", self::refuse(...));
		}
		\WP_CLI::add_hook('before_invoke:cache type', self::nameCache(...));
	}

	public static function refuse(): never {
		require_once __DIR__ . '/CodeNotice.php';
		\WP_CLI::error(CodeNotice::text());
	}

	/** WP-CLI knows caches by the plugins they come from, and calls this one unknown. */
	public static function nameCache(): void {
		if (wp_using_ext_object_cache()) {
			\WP_CLI::line('Redis');
			\WP_CLI::halt(0);
		}
	}
}
