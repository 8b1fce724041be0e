<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * Writes down when something of this site is due next, at each change of what is scheduled. The platform runs it then,
 * so nobody has to visit. What is lost here (a full disk, a change past WordPress) it finds by itself within hours.
 */
final class DueTime {
	public static function register(): void {
		if (AIPRESS_DUE_FILE === null) {
			return;
		}
		add_action('update_option_cron', static fn (mixed $before, mixed $crons) => self::write($crons), 10, 2);
		add_action('add_option_cron', static fn (string $name, mixed $crons) => self::write($crons), 10, 2);
		add_action('delete_option_cron', static fn () => self::write([]), 10, 0);
	}

	private static function write(mixed $crons): void {
		$times = is_array($crons) ? array_filter(array_keys($crons), is_int(...)) : [];
		$aside = AIPRESS_DUE_FILE . '.' . bin2hex(random_bytes(6));
		if (@file_put_contents($aside, $times === [] ? 'never' : (string) min($times)) === false) {
			return;
		}
		if (!@rename($aside, AIPRESS_DUE_FILE)) {
			@unlink($aside);
		}
	}
}
