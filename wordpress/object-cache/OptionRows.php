<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/**
 * WordPress writes options into the cache after it has written them into the database, and keeps all that are loaded
 * together in one value. Two requests at the same time then leave one's change out, for good. Here only what was just
 * read from the database gets into the cache; what was written is taken out of it, and read again by who comes next.
 */
final class OptionRows {
	public const GROUP = 'options';
	private const ABSENT = 'notoptions';
	/** Names that a plugin makes up for each visitor would grow it for ever. */
	private const ABSENT_NAMES_MAX = 2000;
	/** From its beginning, however often names are added. */
	private const ABSENT_SECONDS = 3600;
	/** Of what is loaded with every page. Larger values are fetched by the pages that want them. */
	private const VALUE_BYTES_MAX = 100_000;
	private const ALL_BYTES_MAX = 800_000;

	/** WordPress loads what is left out here by itself when it is asked for. */
	public static function register(): void {
		add_filter('pre_cache_alloptions', self::withoutLarge(...), PHP_INT_MAX);
		// What was left out is a row like any other, which WordPress then does not take out of the cache.
		add_action('deleted_option', static fn(mixed $name) => wp_cache_delete((string) $name, self::GROUP), 0);
	}

	/**
	 * Where WordPress says that an option is so now. True where it has been seen to.
	 *
	 * @param mixed $before what this request knew under the same key, false for nothing
	 */
	public static function written(Shared $shared, string $key, mixed $value, mixed $before): void {
		if ($key === self::ABSENT) {
			self::addAbsent($shared, $key, $value, $before);
			return;
		}
		// A new row may have been looked for in vain by somebody who is about to say so.
		$shared->forget(self::GROUP, $before === false ? [$key, self::ABSENT] : [$key]);
	}

	/** @param mixed $options */
	public static function withoutLarge(mixed $options): mixed {
		if (!is_array($options)) {
			return $options;
		}
		$sizes = array_map(static fn($value) => is_string($value) ? strlen($value) : 0, $options);
		$total = array_sum($sizes);
		if ($total <= self::VALUE_BYTES_MAX) {
			return $options;
		}
		arsort($sizes);
		foreach ($sizes as $name => $bytes) {
			if ($bytes <= self::VALUE_BYTES_MAX && $total <= self::ALL_BYTES_MAX) {
				break;
			}
			unset($options[$name]);
			$total -= $bytes;
		}
		return $options;
	}

	/** Only if nobody has changed the list since this request read it; who loses looks again another time. */
	private static function addAbsent(Shared $shared, string $key, mixed $value, mixed $before): void {
		if (!is_array($value) || count($value) > self::ABSENT_NAMES_MAX) {
			$shared->forget(self::GROUP, [$key]);
			return;
		}
		// The list that this was made of has been emptied away since, or there was none, where WordPress begins with [].
		if (!is_array($before) && $value !== []) {
			return;
		}
		$known = is_array($before) ? $before : [];
		if (array_diff_key($known, $value) !== []) {
			$shared->forget(self::GROUP, [$key]);
			return;
		}
		$shared->replace(self::GROUP, $key, static function (string|false $text) use ($value, $known): ?string {
			if ($text === false) {
				return $known === [] ? Values::encode($value) : null;
			}
			// Somebody has added one since, maybe one of these.
			if (Store::isGrave($text)) {
				return null;
			}
			$found = false;
			$isSame = Values::decode($text, $found) === $known && $found;
			return $isSame && $value !== $known ? Values::encode($value) : null;
		}, self::ABSENT_SECONDS);
	}
}
