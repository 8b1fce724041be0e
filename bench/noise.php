<?php
/**
 * Plugin Name: Noise
 * Description: What a neighbour may do wrong, on request; for `npm run bench -- noisy`.
 * License: GPL-2.0-or-later
 */
declare(strict_types=1);

if (PHP_SAPI === 'cli' || !isset($_GET['noise'])) {
	return;
}

add_action('init', static function (): void {
	global $wpdb;
	ignore_user_abort(true);
	set_time_limit(0);
	$until = time() + (int) ($_GET['seconds'] ?? 60);
	match ($_GET['noise']) {
		'loop' => (static function () use ($until): void {
			while (time() < $until) {
				hash('sha256', str_repeat('x', 4096));
			}
		})(),
		'forks' => (static function () use ($until): void {
			$children = [];
			for ($count = 0; $count < 500; ++$count) {
				$child = @popen('while :; do :; done', 'r');
				if ($child === false) {
					break;
				}
				$children[] = $child;
			}
			while (time() < $until) {
				sleep(1);
			}
		})(),
		'memory' => (static function () use ($until): void {
			ini_set('memory_limit', '-1');
			$all = [];
			while (time() < $until) {
				$all[] = random_bytes(1 << 20);
			}
		})(),
		'slow' => (static function () use ($until): void {
			while (time() < $until) {
				sleep(1);
			}
		})(),
		'table' => (static function () use ($until, $wpdb): void {
			while (time() < $until) {
				$wpdb->query('SELECT COUNT(DISTINCT MD5(CONCAT(a.id, a.text))) FROM noise a');
			}
		})(),
		'fill-table' => (static function () use ($wpdb): void {
			$wpdb->query('CREATE TABLE IF NOT EXISTS noise (id INT PRIMARY KEY AUTO_INCREMENT, text VARCHAR(200))');
			$wpdb->query("INSERT INTO noise (text) SELECT REPEAT(MD5(seq), 4) FROM seq_1_to_1000000");
		})(),
		'uploads' => (static function () use ($until): void {
			$folder = wp_upload_dir()['basedir'] . '/noise';
			wp_mkdir_p($folder);
			for ($count = 0; time() < $until; ++$count) {
				file_put_contents("$folder/" . getmypid() . '-' . ($count % 20000), random_bytes(20000));
			}
		})(),
	};
	exit('done');
});
