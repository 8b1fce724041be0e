<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/**
 * Speaks to the shard's Redis as the site's own user. What is asked together goes and comes back in one round trip,
 * which costs as much as a small query, however much is in it.
 *
 * A connection is of one request and never passed on: an answer left unread by a request that was killed would be
 * taken for the answer to another question.
 */
final class Connection {
	private const CONNECT_SECONDS = 0.2;
	private const ANSWER_SECONDS = 1.0;
	/** Of a Redis that did not answer the last who asked. */
	private const DOUBTED_ANSWER_SECONDS = 0.25;

	private ?\Redis $redis = null;
	private bool $isDoubted = false;
	public int $roundTrips = 0;

	/** @param array{socket: string, user: string, password: string} $settings */
	public function __construct(
		#[\SensitiveParameter]
		private readonly array $settings,
	) {
	}

	/** Until it has answered once. */
	public function doubt(): void {
		$this->isDoubted = true;
	}

	/**
	 * Answers as php-redis does for raw commands: false for what is not there, true for OK.
	 *
	 * @param list<string|int> ...$commands
	 * @return list<mixed>
	 * @throws Unreachable
	 */
	public function ask(array ...$commands): array {
		try {
			$isNew = $this->redis === null;
			$this->redis ??= $this->connect();
			$pipeline = $this->redis->pipeline();
			if ($isNew) {
				$pipeline->rawCommand('AUTH', $this->settings['user'], $this->settings['password']);
			}
			foreach ($commands as $command) {
				$pipeline->rawCommand(...$command);
			}
			$answers = $pipeline->exec();
			$this->roundTrips++;
			if ($this->isDoubted) {
				$this->redis->setOption(\Redis::OPT_READ_TIMEOUT, self::ANSWER_SECONDS);
				$this->isDoubted = false;
			}
		} catch (\Throwable $error) {
			$this->redis = null;
			throw new Unreachable($error->getMessage());
		}
		if (!is_array($answers) || count($answers) !== count($commands) + ($isNew ? 1 : 0)) {
			$this->redis = null;
			throw new Unreachable('Redis did not answer everything.');
		}
		return $isNew ? array_slice($answers, 1) : $answers;
	}

	private function connect(): \Redis {
		if (!class_exists(\Redis::class, false)) {
			throw new Unreachable('PHP has no extension for Redis.');
		}
		$redis = new \Redis();
		$patience = $this->isDoubted ? self::DOUBTED_ANSWER_SECONDS : self::ANSWER_SECONDS;
		$redis->connect($this->settings['socket'], 0, self::CONNECT_SECONDS, null, 0, $patience);
		// A command that was sent twice could count twice.
		$redis->setOption(\Redis::OPT_MAX_RETRIES, 0);
		return $redis;
	}
}
