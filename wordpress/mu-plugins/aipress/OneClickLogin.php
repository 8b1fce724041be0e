<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * Lets the holder of a link from AIPress in as the site's first administrator, once.
 *
 * The link is `v1.<expiry>.<nonce>.<signature>`, signed with a key that only this site and the platform
 * know. A used nonce is a row in the site's options until it expires; the table's unique name decides
 * which of two simultaneous requests was first, which is why this class speaks SQL.
 */
final class OneClickLogin {
	private const OPTION_PREFIX = '_aipress_login_';
	/** Links are valid for minutes; one that claims more is not ours. */
	private const LIFETIME_SECONDS_MAX = 900;

	public static function answer(): void {
		$token = $_GET['aipress-login'] ?? '';
		nocache_headers();
		header('Referrer-Policy: no-referrer');
		$user = is_string($token) && self::redeem($token, time()) ? self::firstAdministrator() : null;
		if ($user === null) {
			wp_die(
				esc_html__('This log-in link has been used or has expired. Ask AIPress for a new one.'),
				esc_html__('Log-in link not valid'),
				['response' => 403]
			);
		}
		wp_set_current_user($user->ID);
		wp_set_auth_cookie($user->ID);
		do_action('wp_login', $user->user_login, $user);
		wp_safe_redirect(admin_url());
		exit;
	}

	private static function redeem(string $token, int $now): bool {
		if (preg_match('/\Av1\.(\d{10})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})\z/', $token, $part) !== 1) {
			return false;
		}
		[, $expiry, $nonce, $signature] = $part;
		$bytes = hash_hmac('sha256', "v1.$expiry.$nonce", AIPRESS_LOGIN_KEY, true);
		$expected = rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
		if (!hash_equals($expected, $signature)) {
			return false;
		}
		$left = (int) $expiry - $now;
		return $left > 0 && $left <= self::LIFETIME_SECONDS_MAX && self::useNonce($nonce, $expiry, $now);
	}

	private static function useNonce(string $nonce, string $expiry, int $now): bool {
		global $wpdb;
		$wpdb->query($wpdb->prepare(
			"DELETE FROM $wpdb->options WHERE option_name LIKE %s AND option_value < %d",
			$wpdb->esc_like(self::OPTION_PREFIX) . '%',
			$now
		));
		return 1 === $wpdb->query($wpdb->prepare(
			"INSERT IGNORE INTO $wpdb->options (option_name, option_value, autoload) VALUES (%s, %s, 'off')",
			self::OPTION_PREFIX . bin2hex($nonce),
			$expiry
		));
	}

	private static function firstAdministrator(): ?\WP_User {
		$users = get_users(['role' => 'administrator', 'orderby' => 'ID', 'order' => 'ASC', 'number' => 1]);
		return $users[0] ?? null;
	}
}
