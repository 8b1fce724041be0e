<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/** WordPress sends from `wordpress@<host>`; for hosts without a dot its mailer then refuses to send at all. */
final class MailSender {
	private const ADDRESS = 'wordpress@aipress.localhost';

	public static function validAddress(string $from): string {
		$host = substr((string) strrchr($from, '@'), 1);
		$isName = preg_match('/\A(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)+\z/i', $host) === 1;
		return $isName && is_email($from) !== false ? $from : self::ADDRESS;
	}
}
