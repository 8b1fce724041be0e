<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * Refuses uploads that would take the site beyond the storage of its tier, and says so to whoever uploads.
 *
 * The limit is in a file that the platform writes, so it holds while the platform is away; without the file, or with
 * one that makes no sense, everything is taken. Media are counted at each upload, so that what was deleted makes
 * room at once. The database is counted as the platform measured it last.
 */
final class StorageLimit {
	/** Some ten thousand files a second. Beyond, what the platform measured last has to do. */
	private const COUNT_SECONDS_MAX = 2.0;

	public static function register(): void {
		add_filter('wp_handle_upload_prefilter', self::checkFile(...), PHP_INT_MAX);
		add_filter('wp_handle_sideload_prefilter', self::checkFile(...), PHP_INT_MAX);
		add_filter('wp_upload_bits', self::checkBits(...), PHP_INT_MAX);
	}

	/** What WordPress hands on may have been made by any plugin. */
	public static function checkFile(mixed $file): mixed {
		if (!is_array($file) || !empty($file['error'])) {
			return $file;
		}
		$size = $file['size'] ?? null;
		$path = $file['tmp_name'] ?? '';
		$message = self::refusal(is_int($size) ? $size : (is_file($path) ? (int) filesize($path) : 0));
		return $message === null ? $file : ['error' => $message] + $file;
	}

	/** Of XML-RPC, and of plugins that hand over what they have in memory. A text is the reason to refuse it. */
	public static function checkBits(mixed $upload): mixed {
		if (!is_array($upload) || !is_string($upload['bits'] ?? null)) {
			return $upload;
		}
		return self::refusal(strlen($upload['bits'])) ?? $upload;
	}

	private static function refusal(int $bytes): ?string {
		$limits = self::limits();
		if ($limits === null) {
			return null;
		}
		$used = self::mediaBytes($limits['mediaBytes']) + $limits['databaseBytes'];
		if ($used + $bytes <= $limits['storageBytesMax']) {
			return null;
		}
		return sprintf(
			/* translators: 1: size of the file, 2: storage in use, 3: storage of the tier */
			__('This file (%1$s) was not uploaded, because the storage of this site is full: it uses %2$s of %3$s. Delete media that are no longer needed, or give the site a larger tier in AIPress.'),
			self::readable($bytes),
			self::readable($used),
			self::readable($limits['storageBytesMax'])
		);
	}

	/** @return ?array{storageBytesMax: int, mediaBytes: int, databaseBytes: int} */
	private static function limits(): ?array {
		if (!is_readable(AIPRESS_LIMITS)) {
			return null;
		}
		$limits = json_decode((string) file_get_contents(AIPRESS_LIMITS), true);
		foreach (['storageBytesMax', 'mediaBytes', 'databaseBytes'] as $name) {
			if (!is_int($limits[$name] ?? null)) {
				return null;
			}
		}
		return $limits;
	}

	private static function mediaBytes(int $measured): int {
		$until = microtime(true) + self::COUNT_SECONDS_MAX;
		$bytes = 0;
		try {
			$folder = new \RecursiveDirectoryIterator(wp_upload_dir(null, false)['basedir'], \FilesystemIterator::SKIP_DOTS);
			$leaves = \RecursiveIteratorIterator::LEAVES_ONLY;
			foreach (new \RecursiveIteratorIterator($folder, $leaves, \RecursiveIteratorIterator::CATCH_GET_CHILD) as $file) {
				$bytes += $file->isFile() && !$file->isLink() ? $file->getSize() : 0;
				if (microtime(true) > $until) {
					return max($measured, $bytes);
				}
			}
		} catch (\RuntimeException) {
			// A folder that cannot be read, or a file that went away while it was looked at.
			return max($measured, $bytes);
		}
		return $bytes;
	}

	/** With the units of the platform's own figures: a thousand bytes are a kB. */
	private static function readable(int $bytes): string {
		foreach (['GB' => 1e9, 'MB' => 1e6, 'kB' => 1e3] as $unit => $size) {
			if ($bytes >= $size) {
				return number_format_i18n($bytes / $size, 1) . " $unit";
			}
		}
		return "$bytes B";
	}
}
