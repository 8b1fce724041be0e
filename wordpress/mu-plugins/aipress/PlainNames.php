<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * WordPress makes paths of code from what the database says: the names of theme and language. Whoever can
 * write options could so have PHP run an uploaded file, as code that nobody released.
 */
final class PlainNames {
	/** Part of every release; asked for before WordPress has named its own default. */
	private const DEFAULT_THEME = 'twentytwentyfive';

	public static function register(): void {
		foreach (['option_template', 'option_stylesheet', 'template', 'stylesheet'] as $hook) {
			add_filter($hook, [self::class, 'theme'], PHP_INT_MAX);
		}
		foreach (['pre_option_template_root', 'pre_option_stylesheet_root'] as $hook) {
			add_filter($hook, [self::class, 'themeRoot'], PHP_INT_MAX);
		}
		foreach (['locale', 'determine_locale', 'option_WPLANG'] as $hook) {
			add_filter($hook, [self::class, 'locale'], PHP_INT_MAX);
		}
	}

	/** Themes may lie in a folder within the folder of themes. While WordPress is installed there is none yet. */
	public static function theme(mixed $name): mixed {
		if (!is_string($name) || $name === '') {
			return $name;
		}
		$isPlain = preg_match('~\A[\w.-]+(/[\w.-]+)?\z~', $name) === 1 && !str_contains($name, '..');
		return $isPlain ? $name : self::DEFAULT_THEME;
	}

	public static function themeRoot(): string {
		return '/themes';
	}

	public static function locale(mixed $name): string {
		return is_string($name) && preg_match('~\A[\w-]*\z~', $name) === 1 ? $name : 'en_US';
	}
}
