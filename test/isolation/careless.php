<?php
/**
 * A plugin without malice that believes what a request says of itself.
 *
 * License: GPL-2.0-or-later
 */
declare(strict_types=1);

add_action('wp_head', static function (): void {
	foreach (['HTTP_HOST', 'HTTP_X_FORWARDED_HOST', 'HTTP_X_ORIGINAL_URL', 'HTTP_X_REWRITE_URL', 'HTTP_REFERER'] as $name) {
		printf('<link rel="%s" href="http://%s/">', esc_attr(strtolower($name)), esc_attr($_SERVER[$name] ?? ''));
	}
});
