<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress;

/**
 * Tells the edge when the site's pages have changed, so that no visitor gets one of before.
 *
 * It is told right after each change, as the person who made it may look at once, and once more at the end of the
 * request, when all that belongs to the change is written. Options and details that change on behalf of visitors
 * (counters, transients, caches of plugins) are not taken for a change of what pages say: each visit would empty the
 * cache. What shops sell is the exception.
 */
final class EdgeCache {
	/** Many changes at once, as an import makes them, are told together this often. */
	private const PAUSE_SECONDS = 0.05;
	private const TIMEOUT_SECONDS = 0.5;
	/** Options that change all the time and are in no page. */
	private const QUIET_OPTIONS = '/^(?:_transient_|_site_transient_|_aipress_|cron$|rewrite_rules$|recently_|auto_updater|auth_|'
		. '.*_lock$|action_scheduler_|woocommerce_task_list|db_upgraded$|fresh_site$|can_compress_scripts$|dismissed_)/';
	private const SHOP_META = '/^_(?:stock|stock_status|price|regular_price|sale_price)$/';
	private const QUIET_META = '/^(?:_edit_lock|_edit_last|_pingme|_encloseme|_wp_old_|_wp_trash_meta_)/';

	private static float $toldAt = 0.0;
	private static bool $hasChanged = false;

	public static function register(): void {
		add_action('transition_post_status', self::onPost(...), 10, 3);
		add_action('transition_comment_status', self::onCommentStatus(...), 10, 2);
		add_action('wp_insert_comment', self::onComment(...), 10, 2);
		foreach (['edit_comment', 'wp_update_comment_count', 'add_attachment', 'edit_attachment', 'deleted_post'] as $hook) {
			add_action($hook, self::changed(...), 10, 0);
		}
		foreach (['created_term', 'edited_term', 'delete_term', 'wp_update_nav_menu'] as $hook) {
			add_action($hook, self::changed(...), 10, 0);
		}
		foreach (['switch_theme', 'customize_save_after', 'profile_update', 'deleted_user', 'upgrader_process_complete'] as $hook) {
			add_action($hook, self::changed(...), 10, 0);
		}
		foreach (['added_option', 'updated_option', 'deleted_option'] as $hook) {
			add_action($hook, self::onOption(...), 10, 1);
		}
		foreach (['added_post_meta', 'updated_post_meta', 'deleted_post_meta'] as $hook) {
			add_action($hook, self::onPostMeta(...), 10, 3);
		}
		foreach (['added_term_meta', 'updated_term_meta', 'deleted_term_meta'] as $hook) {
			add_action($hook, self::onTermMeta(...), 10, 0);
		}
		add_action('set_object_terms', self::onTerms(...), 10, 1);
		add_action('shutdown', self::tellAtTheEnd(...), PHP_INT_MAX, 0);
		header_register_callback(self::heedPlugins(...));
	}

	public static function onPost(string $to, string $from, \WP_Post $post): void {
		if (($to === 'publish' || $from === 'publish') && !wp_is_post_revision($post)) {
			self::changed();
		}
	}

	public static function onCommentStatus(string $to, string $from): void {
		if ($to === 'approved' || $from === 'approved') {
			self::changed();
		}
	}

	public static function onComment(int $id, \WP_Comment $comment): void {
		if ($comment->comment_approved === '1') {
			self::changed();
		}
	}

	public static function onOption(string $name): void {
		if (preg_match(self::QUIET_OPTIONS, $name) !== 1 && !self::isForVisitor()) {
			self::changed();
		}
	}

	/** @param int|int[] $metaId */
	public static function onPostMeta(mixed $metaId, int $postId, string $key): void {
		$counts = preg_match(self::SHOP_META, $key) === 1 || (preg_match(self::QUIET_META, $key) !== 1 && !self::isForVisitor());
		// Deleted of all posts at once, it is said to be of none.
		if ($counts && ($postId === 0 || get_post_status($postId) === 'publish')) {
			self::changed();
		}
	}

	public static function onTerms(int $objectId): void {
		if (get_post_status($objectId) === 'publish') {
			self::changed();
		}
	}

	public static function onTermMeta(): void {
		if (!self::isForVisitor()) {
			self::changed();
		}
	}

	public static function changed(): void {
		self::$hasChanged = true;
		if (microtime(true) - self::$toldAt >= self::PAUSE_SECONDS) {
			self::tell();
			self::$toldAt = microtime(true);
		}
	}

	public static function tellAtTheEnd(): void {
		if (self::$hasChanged && !self::tell() && !self::tell()) {
			error_log('AIPress: the edge could not be told that pages have changed; purge the cache by hand.');
		}
	}

	/** What plugins of the field say where a page is not to be kept. Nor is one whose changes nobody would be told. */
	public static function heedPlugins(): void {
		if (AIPRESS_EDGE === null || (defined('DONOTCACHEPAGE') && DONOTCACHEPAGE)) {
			header('X-AIPress-Keep: no');
		}
	}

	/** Done for somebody who could not change what pages say. Before `init` nobody is known yet. */
	private static function isForVisitor(): bool {
		return PHP_SAPI !== 'cli' && !wp_doing_cron() && (!did_action('init') || !current_user_can('edit_posts'));
	}

	/** False where the edge is away, which then keeps nothing, or too slow to answer. */
	private static function tell(): bool {
		$edge = AIPRESS_EDGE;
		if ($edge === null) {
			return true;
		}
		$socket = @stream_socket_client("unix://{$edge['socket']}", $code, $message, self::TIMEOUT_SECONDS);
		if ($socket === false) {
			return false;
		}
		stream_set_timeout($socket, 0, (int) (self::TIMEOUT_SECONDS * 1e6));
		fwrite($socket, "POST /purge HTTP/1.0\r\nHost: purge\r\nX-AIPress-Place: {$edge['place']}\r\n"
			. "X-AIPress-Key: {$edge['key']}\r\nContent-Length: 0\r\n\r\n");
		$answer = fgets($socket, 64);
		fclose($socket);
		return is_string($answer) && str_contains($answer, ' 200 ');
	}
}
