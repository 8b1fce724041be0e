<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/**
 * Which keys requests of a kind usually ask for, so that the next of the kind gets them all in one round trip. It is
 * a guess that costs little when it is wrong: what is not on the list is asked for when it is needed.
 */
final class Habits {
	private const KEYS_MAX = 300;
	/** A key that was used is asked for again in as many requests of the kind, at most, that do not use it. */
	private const TRUST_MAX = 3;
	private const KEY_LENGTH_MAX = 120;
	/** Fewer changes are written down by one request of so many. */
	private const CHANGES_MIN = 3;
	private const EVERY = 16;

	/** @var array<string, int> by `group\0key`, how much it is trusted */
	private array $trusted = [];
	private readonly string $kind;

	public function __construct() {
		$this->kind = self::kindOfRequest();
	}

	public function name(): string {
		return "usual:$this->kind";
	}

	/** @return list<array{string, string}> */
	public function keysIn(string $hint): array {
		$found = false;
		$trusted = $hint === '' || $this->kind === '' ? [] : Values::decode($hint, $found);
		$this->trusted = is_array($trusted) ? $trusted : [];
		return array_map(static fn($name) => explode("\0", (string) $name, 2), array_keys($this->trusted));
	}

	/**
	 * @param array<string, true> $used by `group\0key`
	 * @return string|null null where it is not worth writing down
	 */
	public function changedBy(array $used): ?string {
		if ($this->kind === '') {
			return null;
		}
		$new = array_diff_key($used, $this->trusted);
		$unused = array_diff_key($this->trusted, $used);
		if (count($new) + count($unused) < self::CHANGES_MIN && random_int(1, self::EVERY) > 1) {
			return null;
		}
		$next = [];
		foreach ($this->trusted as $name => $trust) {
			$trust = isset($used[$name]) ? min(self::TRUST_MAX, $trust + 1) : $trust - 1;
			if ($trust > 0) {
				$next[$name] = $trust;
			}
		}
		foreach (array_keys($new) as $name) {
			if (count($next) < self::KEYS_MAX && strlen($name) < self::KEY_LENGTH_MAX) {
				$next[$name] = 1;
			}
		}
		return Values::encode($next);
	}

	/** A few dozen kinds for a whole site. Programs and people at work have none: they do something else each time. */
	private static function kindOfRequest(): string {
		$method = $_SERVER['REQUEST_METHOD'] ?? '';
		if (PHP_SAPI === 'cli' || ($method !== 'GET' && $method !== 'HEAD')) {
			return '';
		}
		$script = (string) ($_SERVER['SCRIPT_NAME'] ?? '');
		$path = (string) parse_url((string) ($_SERVER['REQUEST_URI'] ?? ''), PHP_URL_PATH);
		if ($script !== '/index.php') {
			return preg_match('#^/wp-(?:admin/)?[a-z0-9-]+\.php$#', $script) === 1 ? $script : '';
		}
		$isKnown = preg_grep('/^wordpress_logged_in_/', array_keys($_COOKIE)) !== [];
		$place = match (true) {
			$path === '/' => '/',
			str_starts_with($path, '/wp-json/') => 'rest',
			default => 'page ' . hexdec(hash('crc32b', $path)) % 16,
		};
		return ($isKnown ? 'known ' : '') . $place;
	}
}
