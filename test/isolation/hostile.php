<?php
/**
 * The hostile plugin: runs the attack that the address names. What an attack finds out it prints.
 *
 * License: GPL-2.0-or-later
 */
declare(strict_types=1);

namespace AIPress\Hostile;

/** Paths and names of the victim. Not its secrets. */
function target(): array {
	return json_decode((string) file_get_contents(dirname(WP_CONTENT_DIR) . '/target.json'), true, 8, JSON_THROW_ON_ERROR);
}

/** What the attacker's own site is told. */
function own(): array {
	return require (string) getenv('AIPRESS_SITE_CONFIG');
}

function database(?string $socket = null): \mysqli {
	// WordPress has switched it off.
	mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
	$own = own()['database'];
	return new \mysqli('localhost', $own['user'], $own['password'], $own['name'], 0, $socket ?? $own['socket']);
}

/** Each row as text. */
function ask(string $sql): string {
	$result = database()->query($sql);
	$rows = $result instanceof \mysqli_result ? $result->fetch_all(MYSQLI_ASSOC) : $result;
	return (string) json_encode($rows, JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_UNESCAPED_SLASHES);
}

function cache(?string $socket = null): \Redis {
	$own = own()['cache'];
	$redis = new \Redis();
	$redis->connect($socket ?? $own['socket']);
	$redis->auth([$own['user'], $own['password']]);
	return $redis;
}

/** The answer of the cache to any command. */
function command(string ...$words): string {
	$redis = cache();
	$answer = $redis->rawCommand(...$words);
	return (string) json_encode([$answer, $redis->getLastError()], JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_UNESCAPED_SLASHES);
}

/** What a program says, and how it ends. */
function program(array $command, string $input = ''): string {
	$process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes);
	if (!is_resource($process)) {
		return 'not started';
	}
	fwrite($pipes[0], $input);
	fclose($pipes[0]);
	$output = stream_get_contents($pipes[1]);
	return $output . ' exit ' . proc_close($process);
}

/** All that comes back for these bytes. */
function exchange(string $address, string $bytes): string {
	$socket = stream_socket_client($address, $code, $message, 5);
	if ($socket === false) {
		return "not connected: $message";
	}
	stream_set_timeout($socket, 5);
	fwrite($socket, $bytes);
	return "connected\n" . stream_get_contents($socket);
}

/** A visitor's request to the edge, in these very words. */
function visit(string $head, string $body = ''): string {
	return exchange('tcp://127.0.0.1:' . target()['port'], str_replace("\n", "\r\n", $head) . "\r\n\r\n" . $body);
}

function get(string $host, string $path): string {
	$port = target()['port'];
	return visit("GET $path HTTP/1.1\nHost: $host:$port\nConnection: close");
}

add_action(
	'init',
	static function (): void {
		$attack = $_GET['attack'] ?? '';
		if (!is_string($attack) || preg_match('/^[a-z0-9-]+$/', $attack) !== 1) {
			return;
		}
		header('Content-Type: text/plain');
		set_error_handler(static function (int $level, string $message): bool {
			echo "[$message]\n";
			return true;
		});
		try {
			require dirname(WP_CONTENT_DIR) . "/attacks/$attack.php";
		} catch (\Throwable $error) {
			echo get_class($error), ': ', $error->getMessage();
		}
		echo "\nTried.\n";
		exit;
	},
	0
);
