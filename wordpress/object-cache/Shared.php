<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/**
 * What all requests of the site share, as far as Redis can be reached: nothing here fails.
 *
 * Open, all works. Distrustful, changes are told to Redis and nothing is taken from it, as somebody else is changing
 * things without its knowing. Blind, Redis does not answer: changes are noted in the outage's folder, and what is
 * asked for is not there. A request that finds Redis away at its beginning leaves transients to the database.
 */
final class Shared {
	/** Of values in ten minutes, as at the edge: one site must not push out its neighbours'. Beyond it, none is kept. */
	private const BYTES_MAX = 16_000_000;
	private const BUDGET_SECONDS = 600;
	private const HINT_SECONDS = 6 * 3600;
	private const OFFERS_MAX = 64;
	private const OFFERS_BYTES_MAX = 1_000_000;
	/** Well below the time for which a grave lies, which keeps what is older than the grave out. */
	private const OFFER_SECONDS_MAX = 4;

	private bool $isReadable = false;
	private bool $isReachable = false;
	/** @var array<string, array{string, string, string, int, bool, float}> */
	private array $offers = [];
	private int $offeredBytes = 0;
	private int $bytesBefore = 0;
	private int $bytes = 0;

	public function __construct(
		private readonly Store $store,
		private readonly Outage $outage,
		private readonly Groups $groups,
		private readonly Connection $connection,
	) {
	}

	/**
	 * @param \Closure(): void $emptied called when what this request has in memory may be of before
	 * @param string $hint answered as it was kept by `close`
	 */
	public function open(\Closure $emptied, string $hint): string {
		$this->store->onEmptied(function () use ($emptied): void {
			$this->offers = [];
			$emptied();
		});
		$isOn = $this->outage->isOn();
		if ($isOn && $this->outage->isTriedLately()) {
			$this->outage->once('transients', Transients::leaveDatabase(...));
			return '';
		}
		if ($isOn) {
			$this->connection->doubt();
		}
		try {
			['isFresh' => $isFresh, 'plain' => $plain] = $this->store->open(['bytes', $hint]);
			$this->isReachable = true;
			$this->isReadable = !$isOn || $this->outage->end($this->store->flush(...));
		} catch (\Throwable $error) {
			$this->lose($error);
			$this->outage->once('transients', Transients::leaveDatabase(...));
			return '';
		}
		$this->bytesBefore = (int) $plain[0];
		if ($this->isReadable && ($isFresh || $isOn)) {
			Transients::leaveDatabase();
		}
		return $this->isReadable ? (string) $plain[1] : '';
	}

	public function roundTrips(): int {
		return $this->connection->roundTrips;
	}

	/** Where not, WordPress keeps transients in the database as it does without us. */
	public function isReadable(): bool {
		return $this->isReadable;
	}

	/**
	 * @param list<array{string, string}> $keys
	 * @return list<string|false>|null null where nothing can be said
	 */
	public function read(array $keys, bool $isFresh): ?array {
		if ($isFresh && $this->offers !== []) {
			$this->sendOffers();
		}
		return $this->isReadable ? $this->trying(fn() => $this->store->read($keys), null) : null;
	}

	public function isOwnGrave(string|false $text): bool {
		return $this->store->isOwnGrave($text);
	}

	/** False where the value is too large, or is one too many. */
	public function set(string $group, string $key, mixed $value, int $asked): bool {
		return $this->setAll($group, [$key => $value], $asked);
	}

	/** @param array<string|int, mixed> $values by key */
	public function setAll(string $group, array $values, int $asked): bool {
		$seconds = $this->groups->secondsFor($group, $asked);
		$texts = $this->isReachable ? array_map($this->encode(...), $values) : [];
		$tooLarge = array_keys($texts, null, true);
		if ($tooLarge !== []) {
			$this->forget($group, array_map(strval(...), $tooLarge));
			$texts = array_diff_key($texts, array_flip($tooLarge));
		}
		if ($this->groups->isQuery($group)) {
			foreach ($texts as $key => $text) {
				$this->offer($group, (string) $key, $text, $seconds, true);
			}
		} elseif ($texts !== [] || !$this->isReachable) {
			foreach (array_keys($texts) as $key) {
				unset($this->offers["$group\0$key"]);
			}
			$this->changing(fn() => $this->store->set($group, $texts, $seconds), null);
		}
		return $tooLarge === [];
	}

	/** Null where the value is not kept for others, though nothing stands against it. */
	public function add(string $group, string $key, mixed $value, int $asked): ?bool {
		$isCopy = $this->groups->isCopy($group);
		if (!$this->isReachable) {
			return null;
		}
		// Read before this request was told what it must not trust, it may be of before.
		if ($isCopy && !$this->isReadable) {
			return null;
		}
		$text = $this->encode($value);
		if ($text === null) {
			return $isCopy ? null : false;
		}
		$seconds = $this->groups->secondsFor($group, $asked);
		if ($isCopy) {
			$this->offer($group, $key, $text, $seconds, false);
			return true;
		}
		return $this->changing(fn() => $this->store->add($group, $key, $text, $seconds), null);
	}

	/**
	 * @param list<string> $keys
	 * @return list<bool> which were there
	 */
	public function forget(string $group, array $keys): array {
		foreach ($keys as $key) {
			unset($this->offers["$group\0$key"]);
		}
		$named = array_map(static fn(string $key) => [$group, $key], $keys);
		$isCopy = $this->groups->isCopy($group);
		return $this->changing(fn() => $this->store->forget($named, $isCopy), array_fill(0, count($keys), false));
	}

	/**
	 * @param \Closure(string|false): (string|null) $next
	 * @return bool|null null where nobody can say, as Redis is away
	 */
	public function replace(string $group, string $key, \Closure $next, ?int $seconds): ?bool {
		return $this->changing(fn() => $this->store->replace($group, $key, $next, $seconds), null);
	}

	public function flush(): void {
		$this->offers = [];
		$this->changing($this->store->flush(...), null);
	}

	public function flushGroup(string $group): void {
		$this->sendOffers();
		$this->changing(fn() => $this->store->flushGroup($group), null);
	}

	/** At the end of the request. A hint is what `open` is to answer to requests of the same kind. */
	public function close(string $name, ?string $hint): void {
		$notes = $hint === null ? [] : [['SET', $name, [$hint, 'EX', self::HINT_SECONDS]]];
		if ($this->bytes > 0) {
			$notes[] = ['INCRBY', 'bytes', [$this->bytes]];
			$notes[] = ['EXPIRE', 'bytes', [self::BUDGET_SECONDS, 'NX']];
		}
		$this->bytesBefore += $this->bytes;
		$this->bytes = 0;
		$this->sendOffers($notes);
	}

	private function encode(mixed $value): ?string {
		$text = Values::encode($value);
		$length = strlen((string) $text);
		if ($text === null || $this->bytesBefore + $this->bytes + $length > self::BYTES_MAX) {
			return null;
		}
		$this->bytes += $length;
		return $text;
	}

	private function offer(string $group, string $key, string $text, int $seconds, bool $replaces): void {
		$this->offers["$group\0$key"] = [$group, $key, $text, $seconds, $replaces, microtime(true)];
		$this->offeredBytes += strlen($text);
		if (count($this->offers) >= self::OFFERS_MAX || $this->offeredBytes >= self::OFFERS_BYTES_MAX) {
			$this->sendOffers();
		}
	}

	/** @param list<array{string, string, list<string|int>}> $notes see Store::offer */
	private function sendOffers(array $notes = []): void {
		$since = microtime(true) - self::OFFER_SECONDS_MAX;
		$offers = array_filter($this->offers, static fn(array $offer) => $offer[5] > $since);
		$this->offers = [];
		$this->offeredBytes = 0;
		if (($offers !== [] || $notes !== []) && $this->isReadable) {
			$items = array_map(static fn(array $offer) => array_slice($offer, 0, 5), array_values($offers));
			$this->trying(fn() => $this->store->offer($items, $notes), null);
		}
	}

	/** What goes missing here is a change that Redis does not learn of. */
	private function changing(\Closure $work, mixed $otherwise): mixed {
		$failed = new \stdClass();
		$answer = $this->isReachable ? $this->trying($work, $failed) : $failed;
		if ($answer !== $failed) {
			return $answer;
		}
		$this->outage->changeBlindly();
		return $otherwise;
	}

	private function trying(\Closure $work, mixed $otherwise): mixed {
		try {
			return $work();
		} catch (\Throwable $error) {
			$this->lose($error);
			return $otherwise;
		}
	}

	private function lose(\Throwable $error): void {
		$this->isReachable = false;
		$this->isReadable = false;
		$this->offers = [];
		$this->outage->begin();
		if (!$error instanceof Unreachable) {
			error_log('AIPress: the object cache is left alone for this request: ' . $error->getMessage());
		}
	}
}
