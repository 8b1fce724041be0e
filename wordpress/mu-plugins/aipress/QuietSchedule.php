<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * WordPress' own housekeeping, all of it once a day at one moment of the site's own, so that a site which nobody visits
 * is started once a day and not 26 times. Sites differ in the moment, so that they are not all started together.
 */
final class QuietSchedule {
	private const HOUSEKEEPING = [
		'delete_expired_transients',
		'recovery_mode_clean_expired_keys',
		'wp_delete_temp_updater_backups',
		'wp_privacy_delete_old_export_files',
		'wp_privacy_personal_data_cleanup_requests',
		'wp_scheduled_auto_draft_delete',
		'wp_scheduled_delete',
		'wp_site_health_scheduled_check',
		'wp_update_user_counts',
	];
	/** What the platform does instead; see PlatformUpdates. */
	private const NEEDLESS = ['wp_version_check', 'wp_update_plugins', 'wp_update_themes'];
	private const EXPORTS = 'wp_privacy_delete_old_export_files';

	public static function register(): void {
		add_filter('schedule_event', [self::class, 'arrange'], 5);
		add_action('wp_privacy_personal_data_export_file_created', [self::class, 'watchExports']);
	}

	public static function arrange(mixed $event): mixed {
		if (!is_object($event) || empty($event->schedule)) {
			return $event;
		}
		if (in_array($event->hook, self::NEEDLESS, true)) {
			return false;
		}
		// People were told by when the file with their data is gone, so it is looked for each hour while there is one.
		$isRoutine = in_array($event->hook, self::HOUSEKEEPING, true) && !($event->hook === self::EXPORTS && self::hasExports());
		if (!$isRoutine) {
			return $event;
		}
		if ($event->interval < DAY_IN_SECONDS) {
			$event->schedule = 'daily';
			$event->interval = DAY_IN_SECONDS;
		}
		$moment = crc32(WP_HOME) % DAY_IN_SECONDS;
		$event->timestamp += ($moment - $event->timestamp % DAY_IN_SECONDS + DAY_IN_SECONDS) % DAY_IN_SECONDS;
		return $event;
	}

	public static function watchExports(): void {
		wp_clear_scheduled_hook(self::EXPORTS);
		wp_schedule_event(time() + HOUR_IN_SECONDS, 'hourly', self::EXPORTS);
	}

	private static function hasExports(): bool {
		return (glob(wp_privacy_exports_dir() . '*.zip', GLOB_NOSORT) ?: []) !== [];
	}
}
