<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * One run of what is due, with WordPress' own lock, so that neither a second run nor a visit to wp-cron.php does the
 * same work. It answers one line of JSON behind a marker, whatever plugins have written before and however it ends.
 */
final class ScheduledRun {
	private const MARKER = "\nAIPRESS-SCHEDULED ";
	/** No further event is begun after this long; the platform ends a run after two minutes. */
	private const SECONDS_MAX = 60;
	private const EVENTS_MAX = 100;
	private const PROBLEM_LENGTH_MAX = 500;
	private const HOOK_LENGTH_MAX = 200;

	/** @var resource|false */
	private static mixed $lockedFile = false;
	/** @var list<array{hook: string, durationMs: int, problem?: string}> */
	private array $events = [];
	/** @var array{hook: string, args: array<mixed>, schedule: string|false, startedAt: float}|null */
	private ?array $current = null;
	private string $lock = '';
	private bool $isBusy = false;
	private bool $isFinished = false;
	private float $startedAt;

	/** @param array<string, int> $delays */
	private function __construct(private readonly ?string $hook, private readonly array $delays) {
		$this->startedAt = microtime(true);
	}

	/**
	 * `$order` is JSON: a hook to run whether or not it is due, by hook for how many seconds failing ones rest, the file
	 * to lock, and by when to begin. Answers and ends the request where it may not be begun.
	 */
	public static function begin(string $order): self {
		$decoded = json_decode($order, true);
		$wanted = is_array($decoded) ? $decoded : [];
		$hook = is_string($wanted['hook'] ?? null) ? $wanted['hook'] : null;
		$delays = is_array($wanted['delays'] ?? null) ? array_filter($wanted['delays'], is_int(...)) : [];
		$run = new self($hook, $delays);
		$isLate = time() > ($wanted['beginBefore'] ?? 0);
		if ($isLate || !self::lockFile((string) ($wanted['lock'] ?? ''))) {
			$run->isBusy = true;
			$run->answer(null);
			exit;
		}
		ob_start();
		register_shutdown_function($run->end(...));
		return $run;
	}

	public function run(): void {
		wp_raise_memory_limit('cron');
		$events = $this->wanted();
		if ($events !== [] && !$this->takeLock()) {
			$this->isBusy = true;
			$events = [];
		}
		foreach ($events as [$timestamp, $hook, $event]) {
			if (count($this->events) >= self::EVENTS_MAX || microtime(true) - $this->startedAt > self::SECONDS_MAX) {
				break;
			}
			$this->runEvent($timestamp, $hook, $event);
			if ($this->lockNow() !== $this->lock) {
				break;
			}
		}
		$this->isFinished = true;
	}

	/**
	 * WordPress' own lock lasts a minute, whether or not its holder does. This one lasts as long as this process is at
	 * the request. Nothing that it starts inherits it. Where the file cannot be opened, the first has to do.
	 */
	private static function lockFile(string $path): bool {
		$file = @fopen($path, 'ce');
		$isOurs = $file !== false && flock($file, LOCK_EX | LOCK_NB);
		if ($isOurs) {
			self::$lockedFile = $file;
			self::say('');
		}
		return $isOurs || $file === false;
	}

	/** @return list<array{int, string, array<string, mixed>}> */
	private function wanted(): array {
		$wanted = [];
		$crons = $this->hook === null ? wp_get_ready_cron_jobs() : _get_cron_array();
		foreach ($crons as $timestamp => $hooks) {
			foreach ($hooks as $hook => $events) {
				foreach ($this->hook === null || $this->hook === $hook ? $events : [] as $event) {
					$wanted[] = [(int) $timestamp, (string) $hook, $event];
				}
			}
		}
		return $wanted;
	}

	/** In the order of wp-cron.php: scheduled again and taken off first, so that what ends here is not begun for ever. */
	private function runEvent(int $timestamp, string $hook, array $event): void {
		$args = is_array($event['args'] ?? null) ? $event['args'] : [];
		$schedule = $event['schedule'] ?? false;
		if ($schedule) {
			wp_reschedule_event($timestamp, $schedule, $hook, $args);
		}
		wp_unschedule_event($timestamp, $hook, $args);
		$this->current = ['hook' => $hook, 'args' => $args, 'schedule' => $schedule, 'startedAt' => microtime(true)];
		self::say($hook);
		try {
			do_action_ref_array($hook, $args);
			$this->note(null);
		} catch (\Throwable $error) {
			error_log("AIPress: scheduled event $hook: $error");
			$this->note($error::class . ': ' . $error->getMessage());
		}
	}

	/** For the platform, should this process not live to answer. */
	private static function say(string $hook): void {
		if (self::$lockedFile !== false) {
			ftruncate(self::$lockedFile, 0);
			rewind(self::$lockedFile);
			fwrite(self::$lockedFile, substr($hook, 0, self::HOOK_LENGTH_MAX));
		}
	}

	private function note(?string $problem): void {
		if ($this->current === null) {
			return;
		}
		self::say('');
		$noted = [
			'hook' => substr($this->current['hook'], 0, self::HOOK_LENGTH_MAX),
			'durationMs' => (int) round((microtime(true) - $this->current['startedAt']) * 1000),
		];
		$this->events[] = $problem === null ? $noted : $noted + ['problem' => self::shortened($problem)];
		if ($problem !== null) {
			$this->delay($this->current);
		}
		$this->current = null;
	}

	/**
	 * What failed before rests longer than its own schedule says.
	 *
	 * @param array{hook: string, args: array<mixed>, schedule: string|false, startedAt: float} $event
	 */
	private function delay(array $event): void {
		['hook' => $hook, 'args' => $args, 'schedule' => $schedule] = $event;
		$notBefore = time() + ($this->delays[$hook] ?? 0);
		$next = wp_next_scheduled($hook, $args);
		if ($schedule && $next !== false && $next < $notBefore) {
			wp_unschedule_event($next, $hook, $args);
			wp_schedule_event($notBefore, $schedule, $hook, $args);
		}
	}

	/** The same as WordPress' own, which is taken by looking and then writing. */
	private function takeLock(): bool {
		$held = (float) get_transient('doing_cron');
		if ($held + WP_CRON_LOCK_TIMEOUT > microtime(true)) {
			return false;
		}
		$lock = sprintf('%.22F', microtime(true));
		// What could not be kept would keep no second run away.
		if (!set_transient('doing_cron', $lock)) {
			return false;
		}
		$this->lock = $lock;
		return true;
	}

	private function lockNow(): string {
		global $wpdb;
		if (wp_using_ext_object_cache()) {
			return (string) wp_cache_get('doing_cron', 'transient', true);
		}
		$query = $wpdb->prepare("SELECT option_value FROM $wpdb->options WHERE option_name = %s LIMIT 1", '_transient_doing_cron');
		return (string) $wpdb->get_var($query);
	}

	/** Also where an event has ended the request: by an error that nobody can catch, or because its plugin says exit. */
	private function end(): void {
		$fatal = self::fatalError();
		try {
			$this->note($fatal);
			if ($this->lock !== '' && $this->lockNow() === $this->lock) {
				delete_transient('doing_cron');
			}
		} catch (\Throwable) {
			// The database is away: the lock ends by itself after a minute.
		}
		// After whatever WordPress and plugins still have to say.
		register_shutdown_function($this->answer(...), $fatal);
	}

	private function answer(?string $fatal): void {
		while (ob_get_level() > 0 && ob_end_clean()) {
			continue;
		}
		$answer = [
			'isBusy' => $this->isBusy,
			'isFinished' => $this->isFinished,
			'events' => $this->events,
			'problem' => $fatal === null ? null : self::shortened($fatal),
			'nextDueAt' => $this->nextDueAt(),
		];
		echo self::MARKER . json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR) . "\n";
	}

	/** Undefined to whoever asks where WordPress did not come far enough to know. */
	private function nextDueAt(): int|false|null {
		if (!function_exists('_get_cron_array') || !did_action('init')) {
			return null;
		}
		try {
			$times = array_filter(array_keys(_get_cron_array()), is_int(...));
			return $times === [] ? false : min($times);
		} catch (\Throwable) {
			return null;
		}
	}

	private static function fatalError(): ?string {
		$error = error_get_last();
		$kinds = E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR;
		return $error !== null && ($error['type'] & $kinds) !== 0
			? "{$error['message']} ({$error['file']}:{$error['line']})"
			: null;
	}

	private static function shortened(string $text): string {
		return mb_strcut($text, 0, self::PROBLEM_LENGTH_MAX, 'UTF-8');
	}
}
