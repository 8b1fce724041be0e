<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * The platform decides about versions, so WordPress asks nobody outside for them. Without this an
 * administrator's page would wait for wordpress.org, to learn what cannot be installed here anyway.
 */
final class PlatformUpdates {
	public static function register(): void {
		add_filter('pre_site_transient_update_core', [self::class, 'coreIsCurrent']);
		add_filter('pre_site_transient_update_plugins', [self::class, 'nothingToUpdate']);
		add_filter('pre_site_transient_update_themes', [self::class, 'nothingToUpdate']);
		add_filter('pre_site_transient_php_check_' . md5(PHP_VERSION), [self::class, 'phpIsCurrent']);
		add_filter('pre_site_transient_browser_' . md5($_SERVER['HTTP_USER_AGENT'] ?? ''), [self::class, 'browserIsUnknown']);
		add_filter('site_status_tests', [self::class, 'withoutPlatformDuties']);
		remove_action('init', 'wp_schedule_update_checks');
		foreach (['wp_version_check', 'wp_update_plugins', 'wp_update_themes'] as $check) {
			remove_action($check, $check);
		}
	}

	public static function coreIsCurrent(): object {
		return (object) [
			'last_checked' => time(),
			'version_checked' => wp_get_wp_version(),
			'updates' => [],
			'translations' => [],
		];
	}

	public static function nothingToUpdate(): object {
		return (object) ['last_checked' => time(), 'checked' => [], 'response' => [], 'no_update' => [], 'translations' => []];
	}

	/** @return array<string, mixed> */
	public static function phpIsCurrent(): array {
		return [
			'recommended_version' => PHP_VERSION,
			'minimum_version' => PHP_VERSION,
			'is_supported' => true,
			'is_secure' => true,
			'is_acceptable' => true,
		];
	}

	/** @return array<string, mixed> */
	public static function browserIsUnknown(): array {
		return ['name' => '', 'upgrade' => false, 'insecure' => false];
	}

	/**
	 * Site Health then judges what the site's people can change.
	 *
	 * @param array<string, array<string, mixed>> $tests
	 * @return array<string, array<string, mixed>>
	 */
	public static function withoutPlatformDuties(array $tests): array {
		$ours = [
			'direct' => [
				'wordpress_version', 'plugin_theme_auto_updates', 'php_version', 'sql_server',
				'update_temp_backup_writable', 'available_updates_disk_space', 'plugin_version', 'theme_version',
				// It is on; asking about it is closed, as the answer would list the neighbours' scripts.
				'opcode_cache',
			],
			'async' => ['background_updates', 'dotorg_communication', 'page_cache'],
		];
		foreach ($ours as $kind => $names) {
			foreach ($names as $name) {
				unset($tests[$kind][$name]);
			}
		}
		unset($tests['direct']['persistent_object_cache']);
		return $tests;
	}
}
