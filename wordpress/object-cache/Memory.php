<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/** What this request has read or written. Objects go in and come out as copies, so that nobody changes another's. */
final class Memory {
	/** @var array<string, array<string|int, mixed>> read by who asks thousands of times in a page; see `get` */
	public array $values = [];
	/** @var array<string, true> by `group\0key`, what of Redis was of use */
	public array $used = [];
	/** @var array<string, array<string|int, string|false>> fetched ahead of need; false for what was not there */
	private array $ahead = [];
	/** @var array<string, array<string|int, true>> which values are as they came */
	private array $received = [];

	public function get(string $group, string $key, bool &$found): mixed {
		if (isset($this->ahead[$group][$key])) {
			$this->unpack($group, $key, $this->ahead[$group][$key]);
		}
		$found = isset($this->values[$group]) && array_key_exists($key, $this->values[$group]);
		if (!$found) {
			return false;
		}
		$value = $this->values[$group][$key];
		return is_object($value) ? clone $value : $value;
	}

	/** Once: somebody may wait for it to come. */
	public function isKnownAbsent(string $group, string $key): bool {
		if (($this->ahead[$group][$key] ?? null) !== false) {
			return false;
		}
		unset($this->ahead[$group][$key]);
		$this->used["$group\0$key"] = true;
		return true;
	}

	/** Somebody has just put it there: what was fetched before is not so any more. */
	public function forgetAhead(string $group, string $key): void {
		unset($this->ahead[$group][$key]);
	}

	public function put(string $group, string $key, mixed $value): void {
		unset($this->ahead[$group][$key], $this->received[$group][$key]);
		$this->values[$group][$key] = is_object($value) ? clone $value : $value;
	}

	public function putAhead(string $group, string $key, string|false $text): void {
		if (!isset($this->values[$group]) || !array_key_exists($key, $this->values[$group])) {
			$this->ahead[$group][$key] = $text;
		}
	}

	/** True where it was there. */
	public function remove(string $group, string $key): bool {
		$found = false;
		$this->get($group, $key, $found);
		unset($this->values[$group][$key], $this->ahead[$group][$key], $this->received[$group][$key]);
		return $found;
	}

	public function clear(): void {
		$this->values = [];
		$this->ahead = [];
		$this->received = [];
	}

	public function clearGroup(string $group): void {
		unset($this->values[$group], $this->ahead[$group], $this->received[$group]);
	}

	/** What came from others; what this request has put there itself stays. */
	public function leaveReceived(string $group): void {
		$this->values[$group] = array_diff_key($this->values[$group] ?? [], $this->received[$group] ?? []);
		unset($this->ahead[$group], $this->received[$group]);
		$this->used = array_filter($this->used, static fn($name) => !str_starts_with($name, "$group\0"), ARRAY_FILTER_USE_KEY);
	}

	/** @param \Closure(string): bool $isKept of a group */
	public function clearBut(\Closure $isKept): void {
		$this->values = array_filter($this->values, $isKept, ARRAY_FILTER_USE_KEY);
		$this->ahead = [];
		$this->received = [];
	}

	/** @return array<string, int> */
	public function countByGroup(): array {
		return array_map(count(...), $this->values);
	}

	private function unpack(string $group, string $key, string|false $text): void {
		if ($text === false) {
			return;
		}
		unset($this->ahead[$group][$key]);
		$this->used["$group\0$key"] = true;
		$found = false;
		$value = Store::isGrave($text) ? false : Values::decode($text, $found);
		if ($found) {
			$this->values[$group][$key] = $value;
			$this->received[$group][$key] = true;
		}
	}
}
