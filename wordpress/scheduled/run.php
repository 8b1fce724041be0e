<?php
/**
 * Asked by the control plane for a site that has something due, over the site's own PHP and as its own user. No web
 * server leads here. WordPress' own wp-cron.php ends its answer before it begins to work, so nobody would learn how
 * the work went; and one event that fails there takes all that are due after it with it.
 *
 * License: GPL-2.0-or-later
 */
declare(strict_types=1);

namespace AIPress;

ignore_user_abort(true);
define('DOING_CRON', true);

require_once __DIR__ . '/ScheduledRun.php';

$aipressRun = ScheduledRun::begin((string) ($_SERVER['AIPRESS_SCHEDULED'] ?? ''));

require $_SERVER['DOCUMENT_ROOT'] . '/wp-load.php';

$aipressRun->run();
