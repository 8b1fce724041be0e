<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * Says of a request that took long where the time went, as far as WordPress knows: which part of it was asked for, what
 * it waited for other servers, how many queries and how much memory it took. The web server notes by itself that a
 * request was slow, and the request's id brings the two together.
 */
final class SlowRequests {
	/** A little less than the web server calls slow, as that counts a little more. */
	private const SECONDS = 1.8;
	private const TEXT_LENGTH_MAX = 200;
	private const MEGABYTE = 1048576;

	private static int $calls = 0;
	private static float $waitedMs = 0.0;
	private static float $longestMs = 0.0;
	private static ?string $longestHost = null;
	private static float $calledAt = 0.0;

	public static function register(): void {
		if (!is_string(getenv('AIPRESS_SLOW_LOG')) || !isset($_SERVER['HTTP_X_REQUEST_ID'])) {
			return;
		}
		add_filter('pre_http_request', self::beforeCall(...), PHP_INT_MAX, 1);
		add_action('http_api_debug', self::afterCall(...), PHP_INT_MIN, 5);
		// After those of WordPress and plugins that take part in the time, and also where an error has ended the request.
		register_shutdown_function(self::tell(...));
	}

	public static function beforeCall(mixed $answer): mixed {
		self::$calledAt = microtime(true);
		return $answer;
	}

	public static function afterCall(mixed $response, string $context, string $class, mixed $arguments, mixed $url): void {
		if (self::$calledAt === 0.0) {
			return;
		}
		$tookMs = (microtime(true) - self::$calledAt) * 1000;
		self::$calledAt = 0.0;
		self::$calls += 1;
		self::$waitedMs += $tookMs;
		if ($tookMs > self::$longestMs) {
			self::$longestMs = $tookMs;
			$host = is_string($url) ? parse_url($url, PHP_URL_HOST) : null;
			self::$longestHost = is_string($host) ? $host : null;
		}
	}

	public static function tell(): void {
		if (microtime(true) - (float) $_SERVER['REQUEST_TIME_FLOAT'] < self::SECONDS) {
			return;
		}
		$fatal = self::fatalError();
		$line = json_encode(array_filter([
			'requestId' => (string) $_SERVER['HTTP_X_REQUEST_ID'],
			'what' => self::cut(self::what()),
			'queries' => $GLOBALS['wpdb']->num_queries ?? null,
			'memoryMb' => (int) ceil(memory_get_peak_usage(true) / self::MEGABYTE),
			'http' => ['calls' => self::$calls, 'ms' => (int) self::$waitedMs] + array_filter(['slowest' => self::$longestHost]),
			'fatal' => $fatal === null ? null : self::cut($fatal),
		], static fn ($value) => $value !== null), JSON_INVALID_UTF8_SUBSTITUTE);
		// No locks: a line as short as this is written in one piece.
		@file_put_contents((string) getenv('AIPRESS_SLOW_LOG'), $line . "\n", FILE_APPEND);
	}

	private static function what(): string {
		if (defined('DOING_CRON')) {
			return 'cron';
		}
		if (defined('DOING_AJAX')) {
			$action = $_REQUEST['action'] ?? '';
			return 'ajax ' . (is_string($action) ? $action : '');
		}
		if (defined('REST_REQUEST')) {
			return 'rest ' . (string) ($GLOBALS['wp']->query_vars['rest_route'] ?? '');
		}
		if (defined('WP_ADMIN')) {
			return 'admin ' . (string) ($GLOBALS['pagenow'] ?? '');
		}
		return did_action('template_redirect') > 0 ? 'page' : 'before the page was known';
	}

	private static function fatalError(): ?string {
		$error = error_get_last();
		$isFatal = $error !== null && ($error['type'] & (E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR)) !== 0;
		return $isFatal ? strtok($error['message'], "\n") : null;
	}

	private static function cut(string $text): string {
		return substr($text, 0, self::TEXT_LENGTH_MAX);
	}
}
