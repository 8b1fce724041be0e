<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo file_put_contents(target()['home'] . '/releases/current/languages/hostile.php', '<?php echo "We were here.";');
