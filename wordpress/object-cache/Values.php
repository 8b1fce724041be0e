<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/** Values as Redis holds them: whole numbers as such, all else serialised behind a letter that says how. */
final class Values {
	/** Larger ones are slower to fetch than to make, and would push out a thousand others. */
	public const BYTES_MAX = 1_000_000;
	/** Nobody can make these again: what a remote service has answered, what a plugin has to remember. */
	public const TRANSIENT_BYTES_MAX = 4_000_000;

	/** Null where it is too large, or cannot be serialised as little as a closure can. */
	public static function encode(mixed $value, int $bytesMax = self::BYTES_MAX): ?string {
		if (is_int($value)) {
			return (string) $value;
		}
		try {
			$text = function_exists('igbinary_serialize') ? 'i' . igbinary_serialize($value) : 's' . serialize($value);
		} catch (\Throwable) {
			return null;
		}
		return strlen($text) > $bytesMax ? null : $text;
	}

	/** False for `found` where it was written by something that is not there any more. */
	public static function decode(string $text, bool &$found): mixed {
		$found = true;
		$kind = $text[0] ?? '';
		if ($kind === 'i' && function_exists('igbinary_unserialize')) {
			return self::guarded(static fn() => igbinary_unserialize(substr($text, 1)), $found);
		}
		if ($kind === 's') {
			return self::guarded(static fn() => unserialize(substr($text, 1)), $found);
		}
		$found = $kind === '-' || ctype_digit($kind);
		return $found ? (int) $text : false;
	}

	/** Classes that have changed since may refuse what they once were. */
	private static function guarded(\Closure $unserialise, bool &$found): mixed {
		try {
			return $unserialise();
		} catch (\Throwable) {
			$found = false;
			return false;
		}
	}
}
