<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/**
 * The keys of one site in Redis. Each name carries a generation, a random word of the site and, once it has been
 * emptied, of the group: whoever changes the word empties all at once, and what was there is found by nobody and ages.
 * The platform puts a dash and a further word behind the site's to empty all but transients, as code in a command may
 * have written to the database past WordPress: transients are nowhere else.
 *
 * The present words are asked for with every question and every change, in the same round trip. So a request
 * that began before an emptying sees it at its next step, and its changes reach those who came after.
 *
 * Where a row was changed a grave lies for a while: a slower request that had read the row before cannot put it back.
 */
final class Store {
	private const GRAVE = '!';
	/** Longer than anybody holds a row between reading it from the database and putting it here. */
	public const GRAVE_SECONDS = 10;
	/** Who is overtaken by others that often is on a site that is emptied all the time. */
	private const ATTEMPTS_MAX = 8;
	/** Counting is what many may do at once. */
	private const COUNTING_ATTEMPTS_MAX = 50;
	private const COUNTING_PAUSE_MICROSECONDS_MAX = 500;
	private const GROUP_WORDS_MAX = 50;
	private const NAME_LENGTH_MAX = 200;

	/** As Redis has them: `site,group=word,…`, `site` maybe with a dash in it. */
	private string $words = '';
	private string $siteWord = '';
	/** Of transients, which outlive an emptying of all that was made of the database: the first part of the site's. */
	private string $transientWord = '';
	/** @var array<string, string> */
	private array $groupWords = [];
	private readonly string $grave;
	/** @var \Closure(): void */
	private \Closure $emptied;

	public function __construct(private readonly Connection $connection, private readonly string $prefix) {
		$this->grave = self::GRAVE . self::randomWord();
		$this->emptied = static fn() => null;
	}

	/** @param \Closure(): void $emptied called when somebody else has emptied the site or a group */
	public function onEmptied(\Closure $emptied): void {
		$this->emptied = $emptied;
	}

	/**
	 * To be called first. Answers what else is asked for by plain names; `isFresh` says that nothing had been kept.
	 *
	 * @param list<string> $plain
	 * @return array{isFresh: bool, plain: list<string|false>}
	 */
	public function open(array $plain): array {
		$names = array_map($this->plainName(...), ['words', ...$plain]);
		[$answers] = $this->connection->ask(['MGET', ...$names]);
		$isFresh = $answers[0] === false;
		$this->adopt($isFresh ? $this->begin() : $answers[0]);
		return ['isFresh' => $isFresh, 'plain' => array_slice($answers, 1)];
	}

	/**
	 * @param list<array{string, string}> $keys each a group and a key
	 * @return list<string|false>
	 */
	public function read(array $keys): array {
		for ($attempt = 1; $attempt <= self::ATTEMPTS_MAX; $attempt++) {
			[$answers] = $this->connection->ask(['MGET', $this->plainName('words'), ...array_map($this->nameOf(...), $keys)]);
			if ($this->isStill($answers[0])) {
				return array_slice($answers, 1);
			}
		}
		return array_fill(0, count($keys), false);
	}

	public static function isGrave(string $text): bool {
		return str_starts_with($text, self::GRAVE);
	}

	/** Nobody has changed the row since this request did. */
	public function isOwnGrave(string|false $text): bool {
		return $text === $this->grave;
	}

	/** @param array<string, string> $texts by key */
	public function set(string $group, array $texts, int $seconds): void {
		$this->change(function () use ($group, $texts, $seconds): array {
			$commands = [];
			foreach ($texts as $key => $text) {
				$commands[] = ['SET', $this->nameOf([$group, (string) $key]), $text, 'EX', $seconds];
			}
			return $commands;
		});
	}

	/** True where nobody had it. */
	public function add(string $group, string $key, string $text, int $seconds): bool {
		[$answer] = $this->change(fn() => [['SET', $this->nameOf([$group, $key]), $text, 'EX', $seconds, 'NX']]);
		return $answer === true;
	}

	/**
	 * Puts in what is of use as long as nothing was emptied since it was made, unless it is there or lies in a grave.
	 *
	 * @param list<array{string, string, string, int, bool}> $items group, key, text, seconds, and whether it replaces
	 * @param list<array{string, string, list<string|int>}> $notes commands on names that nobody takes for values
	 * @return list<bool> which of the items got in
	 */
	public function offer(array $items, array $notes): array {
		$commands = [];
		foreach ($notes as [$command, $name, $more]) {
			$commands[] = [$command, $this->plainName($name), ...$more];
		}
		foreach ($items as [$group, $key, $text, $seconds, $replaces]) {
			$command = ['SET', $this->nameOf([$group, $key]), $text, 'EX', $seconds];
			$commands[] = $replaces ? $command : [...$command, 'NX'];
		}
		$answers = $this->connection->ask(...$commands, ...[['GET', $this->plainName('words')]]);
		$this->isStill(array_pop($answers));
		return array_map(static fn($answer) => $answer === true, array_slice($answers, count($notes)));
	}

	/**
	 * @param list<array{string, string}> $keys
	 * @param bool $isCopy whether a grave is to lie where it was
	 * @return list<bool> which of them were there
	 */
	public function forget(array $keys, bool $isCopy): array {
		$answers = $this->change(function () use ($keys, $isCopy): array {
			$commands = [];
			foreach (array_map($this->nameOf(...), $keys) as $name) {
				$commands[] = ['GETRANGE', $name, 0, 0];
				$commands[] = $isCopy ? ['SET', $name, $this->grave, 'EX', self::GRAVE_SECONDS] : ['UNLINK', $name];
			}
			return $commands;
		});
		$first = array_map(static fn(array $pair) => $pair[0], array_chunk($answers, 2));
		return array_map(static fn($letter) => $letter !== '' && $letter !== false && $letter !== self::GRAVE, $first);
	}

	/**
	 * Replaces a value by what follows from it, unless somebody else does at the same time: then from theirs.
	 *
	 * @param \Closure(string|false): (string|null) $next null leaves it as it is
	 * @param int|null $seconds for what was not there; what is there keeps its time. Null where `$next` is made of what
	 *     is there alone: with the other kind an emptying ends it, as that is of before.
	 */
	public function replace(string $group, string $key, \Closure $next, ?int $seconds): bool {
		for ($attempt = 1; $attempt <= self::COUNTING_ATTEMPTS_MAX; $attempt++) {
			$name = $this->nameOf([$group, $key]);
			[, $answers] = $this->connection->ask(['WATCH', $name], ['MGET', $this->plainName('words'), $name]);
			if (!$this->isStill($answers[0])) {
				$this->connection->ask(['UNWATCH']);
				if ($seconds !== null) {
					return false;
				}
				continue;
			}
			$text = $next($answers[1]);
			if ($text === null) {
				$this->connection->ask(['UNWATCH']);
				return false;
			}
			$time = $seconds === null || $answers[1] !== false ? ['KEEPTTL'] : ['EX', $seconds];
			$isDone = self::isDone($this->connection->ask(['MULTI'], ['SET', $name, $text, ...$time], ['EXEC'])[2]);
			if ($isDone) {
				return true;
			}
			usleep(random_int(0, self::COUNTING_PAUSE_MICROSECONDS_MAX));
		}
		return false;
	}

	public function flush(): void {
		$this->connection->ask(['SET', $this->plainName('words'), $word = self::randomWord()]);
		$this->adopt($word);
	}

	public function flushGroup(string $group): void {
		$name = $this->plainName('words');
		for ($attempt = 1; $attempt <= self::ATTEMPTS_MAX; $attempt++) {
			[, $present] = $this->connection->ask(['WATCH', $name], ['GET', $name]);
			$words = self::withNewWord($present === false ? self::randomWord() : $present, $group);
			$isDone = self::isDone($this->connection->ask(['MULTI'], ['SET', $name, $words], ['EXEC'])[2]);
			if ($isDone) {
				$this->adopt($words);
				return;
			}
		}
		$this->flush();
	}

	/** @param \Closure(): list<list<string|int>> $commands */
	private function change(\Closure $commands): array {
		for ($attempt = 1; $attempt <= self::ATTEMPTS_MAX; $attempt++) {
			$answers = $this->connection->ask(...$commands(), ...[['GET', $this->plainName('words')]]);
			if ($this->isStill(array_pop($answers))) {
				return $answers;
			}
		}
		throw new Unreachable('The cache was emptied again and again.');
	}

	/** Where not, what this request has in memory is of before, and names are others from now on. */
	private function isStill(string|false $words): bool {
		if ($words === $this->words) {
			return true;
		}
		$this->adopt($words === false ? $this->begin() : $words);
		($this->emptied)();
		return false;
	}

	private function begin(): string {
		$name = $this->plainName('words');
		$answers = $this->connection->ask(['SET', $name, self::randomWord(), 'NX'], ['GET', $name]);
		return (string) $answers[1];
	}

	private function adopt(string $words): void {
		$this->words = $words;
		[$this->siteWord, $this->groupWords] = self::parse($words);
		$this->transientWord = explode('-', $this->siteWord, 2)[0];
	}

	/** Where somebody else came first php-redis answers an empty list. */
	private static function isDone(mixed $answer): bool {
		return is_array($answer) && $answer !== [];
	}

	/** @return array{string, array<string, string>} */
	private static function parse(string $words): array {
		$parts = explode(',', $words);
		$groupWords = [];
		foreach (array_slice($parts, 1) as $part) {
			[$group, $word] = explode('=', $part, 2);
			$groupWords[rawurldecode($group)] = $word;
		}
		return [$parts[0], $groupWords];
	}

	private static function withNewWord(string $words, string $group): string {
		[$siteWord, $groupWords] = self::parse($words);
		$groupWords[$group] = self::randomWord();
		if (count($groupWords) > self::GROUP_WORDS_MAX) {
			return self::randomWord();
		}
		$parts = array_map(
			static fn($name, string $word) => rawurlencode((string) $name) . "=$word",
			array_keys($groupWords),
			$groupWords,
		);
		return implode(',', [$siteWord, ...$parts]);
	}

	private function plainName(string $name): string {
		return $this->prefix . $name;
	}

	/** @param array{string, string} $key */
	private function nameOf(array $key): string {
		[$group, $id] = $key;
		// With its length, so that a colon in a group is not taken for the end of it.
		$name = strlen($group) . ":$group:$id";
		if (strlen($name) > self::NAME_LENGTH_MAX) {
			$name = '#' . hash('sha256', $name);
		}
		$siteWord = Groups::isTransient($group) ? $this->transientWord : $this->siteWord;
		$word = $this->groupWords[$group] ?? '';
		return "$this->prefix$siteWord$word:$name";
	}

	private static function randomWord(): string {
		return bin2hex(random_bytes(5));
	}
}
