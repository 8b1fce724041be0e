<?php
/**
 * Read by every site's WordPress: it lies one folder above the shared core. What differs between sites
 * comes from the site's own file, named by its PHP pool or by WP-CLI's caller.
 *
 * License: GPL-2.0-or-later
 */
declare(strict_types=1);

(static function (): void {
	$file = getenv('AIPRESS_SITE_CONFIG');
	$site = is_string($file) && is_readable($file) ? require $file : null;
	if (!is_array($site)) {
		http_response_code(503);
		header('Retry-After: 5');
		exit('This site is being prepared.');
	}

	// The site is on its way to another place. The web server, told so, finds out where and asks there.
	if ($site['frozen'] ?? false) {
		if (PHP_SAPI === 'cli') {
			fwrite(STDERR, "Error: This site is on the move. Try again in a moment.\n");
			exit(75);
		}
		http_response_code(421);
		header('Cache-Control: no-store');
		exit('This site is on the move.');
	}

	define('DB_NAME', $site['database']['name']);
	define('DB_USER', $site['database']['user']);
	define('DB_PASSWORD', $site['database']['password']);
	define('DB_HOST', 'localhost:' . $site['database']['socket']);
	define('DB_CHARSET', 'utf8mb4');
	define('DB_COLLATE', '');
	foreach ($site['salts'] as $name => $salt) {
		define($name, $salt);
	}

	define('WP_HOME', $site['url']);
	define('WP_SITEURL', $site['url']);
	// Read anew for each request (PHP does not cache it), and once: a release that goes live in between
	// is seen by the next request, never by half of this one.
	define('WP_CONTENT_DIR', readlink($site['live']) . '/wp-content');
	define('WP_CONTENT_URL', $site['url'] . '/wp-content');
	define('WP_TEMP_DIR', $site['temporary']);

	// Code comes as releases through AIPress; WordPress itself cannot write it anyway.
	define('DISALLOW_FILE_MODS', true);
	define('DISALLOW_FILE_EDIT', true);
	define('AUTOMATIC_UPDATER_DISABLED', true);
	define('WP_AUTO_UPDATE_CORE', false);
	define('FS_METHOD', 'direct');

	define('WP_DEBUG', false);
	define('WP_ENVIRONMENT_TYPE', 'production');
	// The platform runs what is due, on time and without visitors; no visit has to start it.
	define('DISABLE_WP_CRON', true);

	define('AIPRESS_LOGIN_KEY', $site['loginKey']);
	define('AIPRESS_CACHE', $site['cache'] + ['folder' => $site['temporary'] . '/object-cache']);
	define('AIPRESS_EDGE', $site['edge'] ?? null);
	define('AIPRESS_DUE_FILE', $site['dueFile'] ?? null);
	define('AIPRESS_LIMITS', dirname($file) . '/limits.json');

	// Not there while a release is being put in place; WordPress then has its own for the length of a request.
	$cache = dirname(__DIR__) . '/releases/current/object-cache/load.php';
	if (is_readable($cache)) {
		require_once $cache;
	}
})();

$table_prefix = 'wp_';

require_once ABSPATH . 'wp-settings.php';
