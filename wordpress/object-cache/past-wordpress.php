<?php
/**
 * Run before a command that may write past WordPress' own functions, by PHP's `auto_prepend_file`: for as long as the
 * command and what it starts are at work, nobody trusts the cache, and whoever comes first afterwards empties it.
 * Whether anybody who waits for the command still lives does not matter.
 *
 * License: GPL-2.0-or-later
 */
declare(strict_types=1);

namespace AIPress\ObjectCache;

require_once __DIR__ . '/Outage.php';

/** Held until all else of the command is gone. */
final class PastWordPress {
	private static ?Outage $outage = null;

	public static function begin(string $folder): void {
		self::$outage = new Outage($folder);
		self::$outage->changeBlindly(true);
	}
}

PastWordPress::begin((string) getenv('AIPRESS_PAST_WORDPRESS'));
