<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/** What is known of a group of keys: whether all sites of a network share it, whether it is kept, and for how long. */
final class Groups {
	/** Of values that somebody else made without WordPress telling (SQL by hand), and of races that nobody foresaw. */
	private const COPY_SECONDS_MAX = 3600;
	/** Lockouts and licences of plugins last as long as they asked for; what is older than this is nobody's any more. */
	private const SECONDS_MAX = 30 * 86400;

	/** Rows of the database, in WordPress' own groups: put in when read, taken out when written. */
	private const COPIES = [
		'options' => true, 'posts' => true, 'terms' => true, 'comment' => true, 'users' => true, 'userlogins' => true,
		'useremail' => true, 'userslugs' => true, 'bookmark' => true, 'global-posts' => true, 'networks' => true,
		'sites' => true, 'blog-details' => true, 'blog-lookup' => true, 'site-details' => true,
	];

	/** @var array<string, true> */
	private array $global = [];
	/** @var array<string, true> */
	private array $local = [];

	/** @param list<string> $groups */
	public function addGlobal(array $groups): void {
		$this->global += array_fill_keys($groups, true);
	}

	/** @param list<string> $groups */
	public function addLocal(array $groups): void {
		$this->local += array_fill_keys($groups, true);
	}

	public function isGlobal(string $group): bool {
		return isset($this->global[$group]);
	}

	/** Never leaves the request. */
	public function isLocal(string $group): bool {
		return isset($this->local[$group]);
	}

	public function isCopy(string $group): bool {
		return isset(self::COPIES[$group]) || str_ends_with($group, '_meta') || str_ends_with($group, '_relationships');
	}

	/** Results of queries, each marked with when the queried tables last changed: an old one harms nobody. */
	public function isQuery(string $group): bool {
		return str_ends_with($group, '-queries');
	}

	/** What WordPress counts on finding again, as it does in the database where there is no cache. */
	public static function isTransient(string $group): bool {
		return str_ends_with($group, 'transient');
	}

	/** How long a value is kept for which so many seconds were asked; 0 for as long as possible. */
	public function secondsFor(string $group, int $asked): int {
		if ($asked > 0) {
			return min($asked, self::SECONDS_MAX);
		}
		return self::isTransient($group) ? self::SECONDS_MAX : self::COPY_SECONDS_MAX;
	}
}
