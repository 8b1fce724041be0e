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
	/** So many keys at most are remembered as lying in graves; others are offered in vain. */
	private const GRAVES_MAX = 1000;
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
	/** @var array<string, float> by `group\0key`, until when nothing gets in there */
	private array $graves = [];

	public function __construct(
		private readonly Store $store,
		private readonly Outage $outage,
		private readonly Groups $groups,
		private readonly Connection $connection,
		private readonly Budget $budget,
	) {
	}

	/**
	 * @param \Closure(): void $emptied called when what this request has in memory may be of before
	 * @param string $hint answered as it was kept by `close`
	 */
	public function open(\Closure $emptied, string $hint): string {
		$this->store->onEmptied(function () use ($emptied): void {
			$this->dropOffers();
			$this->graves = [];
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
			['isFresh' => $isFresh, 'plain' => $plain] = $this->store->open([...Budget::NAMES, $hint]);
			$this->isReachable = true;
			$this->isReadable = !$isOn || $this->outage->end($this->store->flush(...));
		} catch (\Throwable $error) {
			$this->lose($error);
			$this->outage->once('transients', Transients::leaveDatabase(...));
			return '';
		}
		[$bytes, $reserve, $kept] = $plain;
		$this->budget->open($bytes, $reserve);
		if ($this->isReadable && ($isFresh || $isOn)) {
			Transients::leaveDatabase();
		}
		if ($this->isReadable && $this->budget->isReserveUsedUp() && !$this->budget->haveTransientsMoved()) {
			$this->moveTransients();
		}
		return $this->isReadable ? (string) $kept : '';
	}

	public function roundTrips(): int {
		return $this->connection->roundTrips;
	}

	/** Where not, WordPress keeps them in the database as it does without us. */
	public function keepsTransients(): bool {
		return $this->isReadable && !$this->budget->isReserveUsedUp();
	}

	/**
	 * @param list<array{string, string}> $keys
	 * @return list<string|false>|null null where nothing can be said
	 */
	public function read(array $keys, bool $isFresh): ?array {
		if ($isFresh && $this->offers !== []) {
			$this->sendOffers();
		}
		$texts = $this->isReadable ? $this->trying(fn() => $this->store->read($keys), null) : null;
		foreach ($texts ?? [] as $position => $text) {
			$this->noteGrave($keys[$position][0], $keys[$position][1], $text !== false && Store::isGrave($text));
		}
		return $texts;
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
		$texts = $this->isReachable ? $this->encodeAll($group, $values, $this->groups->isQuery($group)) : [];
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
			array_map(fn(string $text) => $this->budget->charge($group, $text, false), $texts);
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
		if ($isCopy && ($this->graves["$group\0$key"] ?? 0) > microtime(true)) {
			return null;
		}
		['' => $text] = $this->encodeAll($group, ['' => $value], $isCopy);
		if ($text === null) {
			$there = $isCopy ? null : $this->read([[$group, $key]], false);
			return ($there[0] ?? false) === false ? null : false;
		}
		$seconds = $this->groups->secondsFor($group, $asked);
		if ($isCopy) {
			$this->offer($group, $key, $text, $seconds, false);
			return true;
		}
		$isIn = $this->changing(fn() => $this->store->add($group, $key, $text, $seconds), null);
		$isIn === true && $this->budget->charge($group, $text, false);
		return $isIn;
	}

	/**
	 * @param list<string> $keys
	 * @return list<bool> which were there
	 */
	public function forget(string $group, array $keys): array {
		foreach ($keys as $key) {
			unset($this->offers["$group\0$key"]);
			$this->noteGrave($group, $key, $this->groups->isCopy($group));
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
		$this->dropOffers();
		$this->graves = [];
		$this->changing($this->store->flush(...), null);
	}

	public function flushGroup(string $group): void {
		$this->sendOffers();
		$this->changing(fn() => $this->store->flushGroup($group), null);
	}

	/** At the end of the request. A hint is what `open` is to answer to requests of the same kind. */
	public function close(string $name, ?string $hint): void {
		$this->sendOffers($hint === null ? [] : [['SET', $name, [$hint, 'EX', self::HINT_SECONDS]]]);
		// Known only now that the offers are answered.
		$charges = $this->budget->charges();
		if ($charges !== [] && $this->isReachable) {
			$this->trying(fn() => $this->store->offer([], $charges), null);
		}
	}

	/**
	 * @param array<string|int, mixed> $values by key
	 * @return array<string|int, string|null> null where it is too large, or one too many
	 */
	private function encodeAll(string $group, array $values, bool $isOffer): array {
		$bytesMax = Groups::isTransient($group) ? Values::TRANSIENT_BYTES_MAX : Values::BYTES_MAX;
		$pending = $this->offeredBytes;
		return array_map(function (mixed $value) use ($group, $isOffer, $bytesMax, &$pending): ?string {
			$text = Values::encode($value, $bytesMax);
			if ($text === null || !$this->budget->hasRoomFor($group, $text, $isOffer, $pending)) {
				return null;
			}
			$pending += strlen($text);
			return $text;
		}, $values);
	}

	/**
	 * Once for each time that the reserve is used up. What was there before in either place would be taken for present:
	 * in the database now, in Redis when it is used again.
	 */
	private function moveTransients(): void {
		$this->trying(function (): void {
			foreach (['transient', 'site-transient'] as $group) {
				$this->store->flushGroup($group);
			}
			Transients::leaveDatabase();
			$this->store->offer([], $this->budget->transientsMoved());
		}, null);
	}

	private function noteGrave(string $group, string $key, bool $isThere): void {
		if (!$isThere) {
			unset($this->graves["$group\0$key"]);
			return;
		}
		if (count($this->graves) >= self::GRAVES_MAX) {
			$this->graves = [];
		}
		$this->graves["$group\0$key"] = microtime(true) + Store::GRAVE_SECONDS;
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
		$this->dropOffers();
		if (($offers !== [] || $notes !== []) && $this->isReadable) {
			$items = array_map(static fn(array $offer) => array_slice($offer, 0, 5), array_values($offers));
			foreach ($this->trying(fn() => $this->store->offer($items, $notes), []) as $position => $isIn) {
				$isIn && $this->budget->charge($items[$position][0], $items[$position][2], true);
			}
		}
	}

	private function dropOffers(): void {
		$this->offers = [];
		$this->offeredBytes = 0;
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
		$this->dropOffers();
		$this->outage->begin();
		if (!$error instanceof Unreachable) {
			error_log('AIPress: the object cache is left alone for this request: ' . $error->getMessage());
		}
	}
}
