<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo ask('SET GLOBAL long_query_time = 77');
