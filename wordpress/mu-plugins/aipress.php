<?php
/**
 * Plugin Name: AIPress
 * Description: What the platform adds to WordPress. Each duty is a class of its own, loaded only where it has work.
 * License: GPL-2.0-or-later
 */
declare(strict_types=1);

namespace AIPress;

if (isset($_GET['aipress-login'])) {
	require_once __DIR__ . '/aipress/OneClickLogin.php';
	add_action('init', [OneClickLogin::class, 'answer'], 0);
}

if (is_admin()) {
	require_once __DIR__ . '/aipress/CodeNotice.php';
	add_action('admin_notices', [CodeNotice::class, 'show']);
	add_action('admin_page_access_denied', [CodeNotice::class, 'explain']);
	// This page refuses by itself, as an error of the server.
	add_action('load-theme-install.php', [CodeNotice::class, 'explain']);
}

if (defined('WP_CLI') && \WP_CLI) {
	require_once __DIR__ . '/aipress/CommandMemory.php';
	CommandMemory::register();
	require_once __DIR__ . '/aipress/Commands.php';
	Commands::register();
}

require_once __DIR__ . '/aipress/EdgeCache.php';
EdgeCache::register();

require_once __DIR__ . '/aipress/PageTags.php';
PageTags::register();

require_once __DIR__ . '/aipress/SlowRequests.php';
SlowRequests::register();

require_once __DIR__ . '/aipress/PlatformUpdates.php';
PlatformUpdates::register();

require_once __DIR__ . '/aipress/MailSender.php';
add_filter('wp_mail_from', [MailSender::class, 'validAddress']);

require_once __DIR__ . '/aipress/StorageLimit.php';
StorageLimit::register();

require_once __DIR__ . '/aipress/PlainNames.php';
PlainNames::register();

require_once __DIR__ . '/aipress/DueTime.php';
DueTime::register();

require_once __DIR__ . '/aipress/QuietSchedule.php';
QuietSchedule::register();
