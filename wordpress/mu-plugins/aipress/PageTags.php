<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * Says of each page which posts, terms and authors it shows, so that the edge can forget all pages with one of them. In
 * the header of the field (Surrogate-Key), which plugins for it may extend; the edge keeps it from visitors.
 */
final class PageTags {
	/** As many as the edge takes in. */
	private const TAGS_MAX = 100;

	public static function register(): void {
		add_action('template_redirect', self::send(...), PHP_INT_MAX, 0);
	}

	public static function send(): void {
		if (headers_sent() || is_user_logged_in()) {
			return;
		}
		$tags = apply_filters('aipress_page_tags', self::tags());
		if (is_array($tags) && $tags !== []) {
			header('Surrogate-Key: ' . implode(' ', array_slice(array_unique(array_map('strval', $tags)), 0, self::TAGS_MAX)), false);
		}
	}

	/** @return string[] */
	private static function tags(): array {
		global $wp_query;
		$kinds = ['front' => is_front_page(), 'home' => is_home(), 'single' => is_singular(), 'archive' => is_archive(),
			'search' => is_search(), 'feed' => is_feed(), '404' => is_404()];
		$tags = array_keys(array_filter($kinds));
		$object = get_queried_object();
		if ($object instanceof \WP_Term) {
			$tags[] = "term-{$object->term_id}";
		} elseif ($object instanceof \WP_User) {
			$tags[] = "author-{$object->ID}";
		}
		foreach ($wp_query->posts ?? [] as $post) {
			if ($post instanceof \WP_Post) {
				array_push($tags, "post-{$post->ID}", "author-{$post->post_author}");
			}
		}
		return $tags;
	}
}
