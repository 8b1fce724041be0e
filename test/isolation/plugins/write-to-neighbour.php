<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo ask('INSERT INTO ' . target()['victim']['database'] . ".wp_options (option_name, option_value) VALUES ('hostile', '1')");
