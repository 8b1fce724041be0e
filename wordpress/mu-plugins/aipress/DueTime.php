<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * Writes down when something of this site is due next, at each change of what is scheduled. The platform runs it then,
 * so nobody has to visit. What is lost here (a full disk, a change past WordPress) it finds by itself within hours.
 */
final class DueTime {
	/** Of two requests that change it at the same time, the one that changed it first may be the last to write. */
	private const WRITES_MAX = 3;

	public static function register(): void {
		if (AIPRESS_DUE_FILE === null) {
			return;
		}
		add_action('update_option_cron', static fn (mixed $before, mixed $crons) => self::write($crons), 10, 2);
		add_action('add_option_cron', static fn (string $name, mixed $crons) => self::write($crons), 10, 2);
		add_action('delete_option_cron', static fn () => self::write([]), 10, 0);
	}

	private static function write(mixed $crons): void {
		for ($writes = 0; $writes < self::WRITES_MAX; $writes++) {
			self::put(self::dueIn($crons));
			$crons = self::stored();
			if ($crons === null || self::dueIn($crons) === @file_get_contents(AIPRESS_DUE_FILE)) {
				return;
			}
		}
	}

	private static function put(string $due): void {
		$aside = AIPRESS_DUE_FILE . '.' . bin2hex(random_bytes(6));
		if (@file_put_contents($aside, $due) === false) {
			return;
		}
		if (!@rename($aside, AIPRESS_DUE_FILE)) {
			@unlink($aside);
		}
	}

	private static function dueIn(mixed $crons): string {
		$times = is_array($crons) ? array_filter(array_keys($crons), is_int(...)) : [];
		return $times === [] ? 'never' : (string) min($times);
	}

	/** Past all that WordPress keeps in memory; null where the database does not say. */
	private static function stored(): mixed {
		global $wpdb;
		$option = $wpdb->get_var("SELECT option_value FROM {$wpdb->options} WHERE option_name = 'cron'");
		if ($wpdb->last_error !== '') {
			return null;
		}
		return is_string($option) ? @unserialize($option, ['allowed_classes' => false]) : [];
	}
}
