<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/**
 * How much a site may put into the shard's Redis in ten minutes, as at the edge: it must not push out its neighbours'.
 *
 * What only makes it faster is kept within the budget and not beyond it. Transients and what is small (locks, counters,
 * times of change) have a reserve, as WordPress and plugins are wrong where those get lost: of a request nothing is
 * refused that belongs there, but once the reserve is used up those that begin leave transients to the database.
 */
final class Budget {
	public const NAMES = ['bytes', 'reserve'];
	private const BYTES_MAX = 16_000_000;
	private const RESERVE_BYTES_MAX = 16_000_000;
	private const SECONDS = 600;
	private const SMALL_BYTES_MAX = 4_000;
	/** More than anybody can use up: added to the reserve, it ends with it and tells that transients have moved. */
	private const MOVED = 1_000_000_000_000;

	/** @var array{bytes: int, reserve: int} by all requests, when this one began */
	private array $before = ['bytes' => 0, 'reserve' => 0];
	/** @var array{bytes: int, reserve: int} by this one */
	private array $own = ['bytes' => 0, 'reserve' => 0];

	public function __construct(private readonly Groups $groups) {
	}

	public function open(string|false $bytes, string|false $reserve): void {
		$this->before = ['bytes' => (int) $bytes, 'reserve' => (int) $reserve];
	}

	/** Whether transients belong into the database for now. */
	public function isReserveUsedUp(): bool {
		return $this->before['reserve'] >= self::RESERVE_BYTES_MAX;
	}

	public function haveTransientsMoved(): bool {
		return $this->before['reserve'] >= self::MOVED;
	}

	/** @param int $pending bytes that were not refused and may get in yet */
	public function hasRoomFor(string $group, string $text, bool $isOffer, int $pending): bool {
		return $this->purse($group, $text, $isOffer) === 'reserve'
			|| $this->before['bytes'] + $this->own['bytes'] + $pending + strlen($text) <= self::BYTES_MAX;
	}

	/** To be called for what got in, not for what somebody else had put there already. */
	public function charge(string $group, string $text, bool $isOffer): void {
		$this->own[$this->purse($group, $text, $isOffer)] += strlen($text);
	}

	/** @return list<array{string, string, list<string|int>}> commands that tell the others; see Store::offer */
	public function charges(): array {
		$charges = [];
		foreach (array_filter($this->own) as $name => $bytes) {
			array_push($charges, ...self::commands($name, $bytes));
			$this->before[$name] += $bytes;
			$this->own[$name] = 0;
		}
		return $charges;
	}

	/** @return list<array{string, string, list<string|int>}> */
	public function transientsMoved(): array {
		return self::commands('reserve', self::MOVED);
	}

	/** @return list<array{string, string, list<string|int>}> */
	private static function commands(string $name, int $bytes): array {
		return [['INCRBY', $name, [$bytes]], ['EXPIRE', $name, [self::SECONDS, 'NX']]];
	}

	/** Rows and results that are offered are found again in the database, however small they are. */
	private function purse(string $group, string $text, bool $isOffer): string {
		$isNeeded = !$isOffer && (strlen($text) <= self::SMALL_BYTES_MAX || Groups::isTransient($group));
		return $isNeeded ? 'reserve' : 'bytes';
	}
}
