<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/** Says, where people look for it, why code cannot be changed here and where it can. */
final class CodeNotice {
	private const PAGES = [
		'plugins.php',
		'plugin-install.php',
		'plugin-editor.php',
		'themes.php',
		'theme-install.php',
		'theme-editor.php',
		'update-core.php',
		'update.php',
	];

	public static function show(): void {
		if (self::concerns()) {
			printf('<div class="notice notice-info"><p>%s</p></div>', esc_html(self::text()));
		}
	}

	/** Instead of "you are not allowed", which sends administrators looking for a missing right. */
	public static function explain(): void {
		if (self::concerns() && current_user_can('manage_options')) {
			wp_die(
				esc_html(self::text()),
				esc_html__('Code comes as releases'),
				['response' => 403, 'back_link' => true]
			);
		}
	}

	private static function concerns(): bool {
		global $pagenow;
		return in_array($pagenow, self::PAGES, true);
	}

	public static function text(): string {
		return __(
			'Plugins, themes and WordPress itself are not installed, edited or updated here: they come as '
			. 'releases through AIPress, so that each change can be tested and taken back. '
			. 'Adding your own is not part of this version yet; the chat of the AIPress console tells what is.'
		);
	}
}
