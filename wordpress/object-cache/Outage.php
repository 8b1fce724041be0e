<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/**
 * What requests tell each other, by files in the site's folder, while Redis cannot be reached.
 *
 * Who changes the database then cannot take the old value out of the cache, and Redis may come back with it. So a
 * request that changes something while it is cut off (blind) says so first, by a file that it keeps locked for as
 * long as it lives, however it ends. As long as one is at work nobody takes anything out of the cache; when none is,
 * the first who comes empties the site's cache before anybody uses it again.
 */
final class Outage {
	/** Where Redis hangs, one request in this time waits for it; the others go on without it at once. */
	private const PAUSE_SECONDS = 2;
	private const FILES_MAX = 1000;
	private const ATTEMPTS_MAX = 50;
	private const PAUSE_MICROSECONDS_MAX = 1000;

	/** @var resource|null */
	private $lock = null;
	private string $marker = '';

	public function __construct(private readonly string $folder) {
	}

	/** Nobody has found Redis away since it was last put right; the price of it is one look at the file system. */
	public function isOn(): bool {
		clearstatcache();
		return is_dir($this->folder);
	}

	public function isTriedLately(): bool {
		$at = @filemtime("$this->folder/tried");
		return $at !== false && $at > time() - self::PAUSE_SECONDS;
	}

	/** To be called by who has tried, and nobody else: the others would put the next try off for ever. */
	public function begin(): void {
		$this->ensureFolder();
		@touch("$this->folder/tried");
	}

	/** Does it once in an outage; again, where it was broken off. */
	public function once(string $name, \Closure $work): void {
		if (!file_exists("$this->folder/$name")) {
			$work();
			@touch("$this->folder/$name");
		}
	}

	/**
	 * To be called before the cache would have been told of a change.
	 *
	 * @param bool $withChildren whether what this process starts is at work for it as well, and holds the lock too
	 */
	public function changeBlindly(bool $withChildren = false): void {
		if ($this->marker !== '') {
			return;
		}
		for ($attempt = 1; $attempt <= self::ATTEMPTS_MAX; $attempt++) {
			$name = 'blind-' . bin2hex(random_bytes(6));
			$mode = $withChildren ? 'x' : 'xe';
			$this->marker = "$this->folder/$name";
			$this->lock = self::lockedAt($this->marker, $mode, LOCK_EX) ?? $this->lockedInNewFolder($name, $mode);
			if ($this->lock !== null) {
				return;
			}
			usleep(random_int(0, self::PAUSE_MICROSECONDS_MAX));
		}
		error_log('AIPress: the object cache may show this change late, as no file could be made for it.');
	}

	/**
	 * Who ends an outage takes files away that nobody has locked, and the folder, maybe between the two steps here.
	 *
	 * @return resource|null null where it is not there, or another has it locked
	 */
	private static function lockedAt(string $path, string $mode, int $kind) {
		$file = @fopen($path, $mode);
		if ($file === false) {
			return null;
		}
		clearstatcache();
		if (flock($file, $kind | LOCK_NB) && (@stat($path)['ino'] ?? 0) === fstat($file)['ino']) {
			return $file;
		}
		fclose($file);
		return null;
	}

	/**
	 * A folder that comes with the file in it: who ends an outage takes an empty one away at once, time and again.
	 *
	 * @return resource|null null where there is one that is not empty
	 */
	private function lockedInNewFolder(string $name, string $mode) {
		$new = "$this->folder-" . bin2hex(random_bytes(6));
		if (!@mkdir($new, 0700)) {
			return null;
		}
		$file = self::lockedAt("$new/$name", $mode, LOCK_EX);
		if ($file !== null && @rename($new, $this->folder)) {
			return $file;
		}
		@unlink("$new/$name");
		@rmdir($new);
		return null;
	}

	/** After all that a request may change at its end: objects go last. Where this does not happen the file tells. */
	public function __destruct() {
		if ($this->marker === '') {
			return;
		}
		$this->ensureFolder();
		if (@touch("$this->folder/changed")) {
			@unlink($this->marker);
		}
	}

	/**
	 * False where somebody is still at work who is cut off: nothing in the cache is to be trusted then.
	 *
	 * @param \Closure(): void $empty empties the cache
	 */
	public function end(\Closure $empty): bool {
		// Before what is told of is looked at, so that whoever ends between the two is in one of them.
		$blind = $this->filesLike('blind-');
		// A change that is told of from now on is not covered by this emptying, so it must not be taken away with it.
		$own = "$this->folder/changed-" . bin2hex(random_bytes(6));
		@rename("$this->folder/changed", $own);
		$covered = [...$blind, ...$this->filesLike('changed-')];
		$left = [];
		foreach ($blind as $path) {
			// Until it is taken away, so that whoever has just made it sees that it is theirs no more.
			$left[] = $file = self::lockedAt($path, 're', LOCK_SH);
			if ($file === null && file_exists($path)) {
				return false;
			}
		}
		if ($covered !== []) {
			$empty();
		}
		foreach ($covered as $path) {
			@unlink($path);
		}
		unset($left, $file);
		$harmless = ["$this->folder/tried", "$this->folder/transients"];
		if (array_diff($this->filesLike(''), $harmless) === []) {
			array_map(static fn(string $path) => @unlink($path), $harmless);
			@rmdir($this->folder);
		}
		return true;
	}

	private function ensureFolder(): void {
		@mkdir($this->folder, 0700);
	}

	/** @return list<string> */
	private function filesLike(string $beginning): array {
		$names = @scandir($this->folder) ?: [];
		$found = array_filter($names, static fn($name) => $name[0] !== '.' && str_starts_with($name, $beginning));
		return array_map(fn($name) => "$this->folder/$name", array_values(array_slice($found, 0, self::FILES_MAX)));
	}
}
