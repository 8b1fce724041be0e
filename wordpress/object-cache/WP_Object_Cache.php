<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

use AIPress\ObjectCache\Groups;
use AIPress\ObjectCache\Habits;
use AIPress\ObjectCache\Memory;
use AIPress\ObjectCache\OptionRows;
use AIPress\ObjectCache\Shared;

/**
 * WordPress' object cache under the name and with the methods that WordPress and plugins know: what the request has in
 * memory comes first, then what all requests of the site share.
 */
#[AllowDynamicProperties]
final class WP_Object_Cache {
	public int $cache_hits = 0;
	public int $cache_misses = 0;
	private readonly Memory $memory;
	private string $blog = '';

	public function __construct(
		private readonly Shared $shared,
		private readonly Groups $groups,
		private readonly Habits $habits,
	) {
		$this->memory = new Memory();
		$this->switch_to_blog(is_multisite() ? get_current_blog_id() : 0);
		$hint = $shared->open(fn() => $this->memory->clearBut($groups->isLocal(...)), $habits->name());
		$this->fetchAhead($habits->keysIn($hint));
	}

	public function add($key, $data, $group = 'default', $expire = 0): bool {
		if (wp_suspend_cache_addition() || !$this->is_valid_key($key)) {
			return false;
		}
		[$group, $id] = $this->place($key, $group);
		$found = false;
		$this->memory->get($group, $id, $found);
		if ($found) {
			return false;
		}
		if (!$this->groups->isLocal($group) && $this->shared->add($group, $id, $data, (int) $expire) === false) {
			$this->memory->forgetAhead($group, $id);
			return false;
		}
		$this->memory->put($group, $id, $data);
		return true;
	}

	public function add_multiple(array $data, $group = '', $expire = 0): array {
		$added = [];
		foreach ($data as $key => $value) {
			$added[$key] = $this->add($key, $value, $group, $expire);
		}
		return $added;
	}

	public function replace($key, $data, $group = 'default', $expire = 0): bool {
		if (!$this->is_valid_key($key)) {
			return false;
		}
		[$group, $id] = $this->place($key, $group);
		$found = false;
		$this->fetch($group, $id, !$this->groups->isLocal($group), $found);
		return $found && $this->set($key, $data, $group, $expire);
	}

	public function set($key, $data, $group = 'default', $expire = 0): bool {
		if (!$this->is_valid_key($key)) {
			return false;
		}
		[$group, $id] = $this->place($key, $group);
		$found = false;
		$before = $group === OptionRows::GROUP ? $this->memory->get($group, $id, $found) : false;
		if ((int) $expire < 0) {
			$this->delete($key, $group);
			return true;
		}
		$this->memory->put($group, $id, $data);
		if ($this->groups->isLocal($group)) {
			return true;
		}
		if ($group === OptionRows::GROUP) {
			OptionRows::written($this->shared, $id, $data, $before);
			return true;
		}
		return $this->shared->set($group, $id, $data, (int) $expire);
	}

	public function set_multiple(array $data, $group = '', $expire = 0): array {
		// Of options, WordPress does this when it has read them, never when it has written them.
		if ($group === OptionRows::GROUP) {
			$this->add_multiple($data, $group, $expire);
			return array_fill_keys(array_keys($data), true);
		}
		$done = [];
		$items = [];
		foreach ($data as $key => $value) {
			$done[$key] = $this->is_valid_key($key);
			if ($done[$key]) {
				[$in, $id] = $this->place($key, $group);
				$this->memory->put($in, $id, $value);
				$items[$id] = $value;
			}
		}
		$isKept = $items === [] || $this->groups->isLocal($in) || $this->shared->setAll($in, $items, (int) $expire);
		return $isKept ? $done : array_fill_keys(array_keys($data), false);
	}

	public function get($key, $group = 'default', $force = false, &$found = null): mixed {
		// The usual case without a further call: a page may ask for what it has thousands of times.
		if (!$force && $this->blog === '' && (is_string($key) || is_int($key))) {
			$value = $this->memory->values[$group === '' ? 'default' : $group][$key] ?? null;
			if ($value !== null) {
				$found = true;
				$this->cache_hits++;
				return is_object($value) ? clone $value : $value;
			}
		}
		if (!$this->is_valid_key($key)) {
			return false;
		}
		[$group, $id] = $this->place($key, $group);
		$isFound = false;
		$value = $this->fetch($group, $id, (bool) $force, $isFound);
		$found = $isFound;
		$isFound ? $this->cache_hits++ : $this->cache_misses++;
		return $value;
	}

	public function get_multiple($keys, $group = 'default', $force = false): array {
		$wanted = [];
		foreach ($keys as $key) {
			if ($this->is_valid_key($key)) {
				[$in, $id] = $this->place($key, $group);
				$isFound = false;
				if (!$force || $this->groups->isLocal($in)) {
					$this->memory->get($in, $id, $isFound);
				}
				if (!$isFound && !$this->memory->isKnownAbsent($in, $id)) {
					$wanted[] = [$in, $id];
				}
			}
		}
		$wanted === [] || $this->groups->isLocal($wanted[0][0]) || $this->receive($wanted, (bool) $force);
		$values = [];
		foreach ($keys as $key) {
			$values[$key] = $this->is_valid_key($key) ? $this->known($key, $group) : false;
		}
		return $values;
	}

	public function delete($key, $group = 'default', $deprecated = false): bool {
		return $this->is_valid_key($key) && $this->delete_multiple([$key], $group)[$key];
	}

	public function delete_multiple(array $keys, $group = ''): array {
		$deleted = [];
		$ids = [];
		foreach ($keys as $key) {
			$isValid = $this->is_valid_key($key);
			if ($isValid) {
				[$in, $id] = $this->place($key, $group);
				$deleted[$key] = $this->memory->remove($in, $id);
				$ids[$key] = $id;
			} elseif (is_scalar($key)) {
				$deleted[(string) $key] = false;
			}
		}
		if ($ids !== [] && !$this->groups->isLocal($in)) {
			$there = $this->shared->forget($in, array_values($ids));
			foreach (array_keys($ids) as $position => $key) {
				$deleted[$key] = $deleted[$key] || $there[$position];
			}
		}
		return $deleted;
	}

	public function incr($key, $offset = 1, $group = 'default'): int|float|false {
		return $this->count($key, (int) $offset, $group);
	}

	public function decr($key, $offset = 1, $group = 'default'): int|float|false {
		return $this->count($key, -(int) $offset, $group);
	}

	public function flush(): bool {
		$this->memory->clear();
		$this->shared->flush();
		return true;
	}

	public function flush_runtime(): bool {
		$this->memory->clear();
		return true;
	}

	public function flush_group($group): bool {
		$group = empty($group) ? 'default' : (string) $group;
		$this->memory->clearGroup($group);
		$this->groups->isLocal($group) || $this->shared->flushGroup($group);
		return true;
	}

	public function add_global_groups($groups): void {
		$this->groups->addGlobal(array_map(strval(...), array_values((array) $groups)));
	}

	public function add_non_persistent_groups($groups): void {
		$names = array_map(strval(...), array_values((array) $groups));
		foreach (array_filter($names, fn($name) => !$this->groups->isLocal($name)) as $name) {
			$this->memory->leaveReceived($name);
		}
		$this->groups->addLocal($names);
	}

	public function switch_to_blog($blog_id): void {
		$this->blog = is_multisite() ? (int) $blog_id . ':' : '';
	}

	public function close(): bool {
		$this->shared->close($this->habits->name(), $this->habits->changedBy($this->memory->used));
		return true;
	}

	/** Plugins that work through a lot free memory by emptying what they take for a property. */
	public function __set(string $name, mixed $value): void {
		$name === 'cache' ? $this->memory->clear() : $this->$name = $value;
	}

	/** Whether transients belong here and not into the database. */
	public function is_shared(): bool {
		return $this->shared->keepsTransients();
	}

	public function stats(): void {
		echo '<p><strong>Cache Hits:</strong> ' . $this->cache_hits . '<br />';
		echo '<strong>Cache Misses:</strong> ' . $this->cache_misses . '<br />';
		echo '<strong>Questions to Redis:</strong> ' . $this->shared->roundTrips() . '</p><ul>';
		foreach ($this->memory->countByGroup() as $group => $count) {
			echo '<li><strong>Group:</strong> ' . esc_html((string) $group) . ' (' . $count . ')</li>';
		}
		echo '</ul>';
	}

	private function fetch(string $group, string $id, bool $force, bool &$found): mixed {
		$value = $this->memory->get($group, $id, $found);
		if ($this->groups->isLocal($group)) {
			return $value;
		}
		if (($found && !$force) || (!$force && $this->memory->isKnownAbsent($group, $id))) {
			return $value;
		}
		$this->receive([[$group, $id]], $force);
		return $this->memory->get($group, $id, $found);
	}

	/** @param list<array{string, string}> $keys */
	private function receive(array $keys, bool $force): void {
		$texts = $this->shared->read($keys, $force);
		foreach ($texts ?? [] as $position => $text) {
			[$group, $id] = $keys[$position];
			$this->memory->used["$group\0$id"] = true;
			// What this request made of a row is right as long as nobody else has changed it.
			if ($this->shared->isOwnGrave($text)) {
				continue;
			}
			$this->memory->remove($group, $id);
			$text === false || $this->memory->putAhead($group, $id, $text);
		}
	}

	/** @param list<array{string, string}> $keys */
	private function fetchAhead(array $keys): void {
		if ($keys === []) {
			return;
		}
		foreach ($this->shared->read($keys, false) ?? [] as $position => $text) {
			$this->memory->putAhead($keys[$position][0], $keys[$position][1], $text);
		}
	}

	private function known(mixed $key, mixed $group): mixed {
		[$group, $id] = $this->place($key, $group);
		$found = false;
		$value = $this->memory->get($group, $id, $found);
		$found ? $this->cache_hits++ : $this->cache_misses++;
		return $value;
	}

	/** As WordPress counts: what is no number is 0, and nothing falls below it. */
	private function count(mixed $key, int $offset, mixed $group): int|float|false {
		if (!$this->is_valid_key($key)) {
			return false;
		}
		[$group, $id] = $this->place($key, $group);
		$next = static fn(mixed $value) => max(0, (is_numeric($value) ? $value + 0 : 0) + $offset);
		$result = false;
		$done = $this->groups->isLocal($group) ? null : $this->shared->replace(
			$group,
			$id,
			static function (string|false $text) use ($next, &$result): ?string {
				$found = false;
				$value = $text === false || AIPress\ObjectCache\Store::isGrave($text)
					? false : AIPress\ObjectCache\Values::decode($text, $found);
				$result = $found ? $next($value) : false;
				return $found ? AIPress\ObjectCache\Values::encode($result) : null;
			},
			null,
		);
		if ($done === null) {
			$found = false;
			$value = $this->memory->get($group, $id, $found);
			$result = $found ? $next($value) : false;
		} elseif (!$done) {
			$result = false;
		}
		$result === false ? $this->memory->remove($group, $id) : $this->memory->put($group, $id, $result);
		return $result;
	}

	/** @return array{string, string} */
	private function place(mixed $key, mixed $group): array {
		$group = empty($group) ? 'default' : (string) $group;
		return [$group, $this->blog === '' || $this->groups->isGlobal($group) ? (string) $key : $this->blog . $key];
	}

	private function is_valid_key(mixed $key): bool {
		if (is_int($key) || (is_string($key) && trim($key) !== '')) {
			return true;
		}
		if (!function_exists('__')) {
			wp_load_translations_early();
		}
		$message = is_string($key)
			? __('Cache key must not be an empty string.')
			/* translators: %s: The type of the given cache key. */
			: sprintf(__('Cache key must be an integer or a non-empty string, %s given.'), gettype($key));
		_doing_it_wrong(__METHOD__, $message, '6.1.0');
		return false;
	}
}
