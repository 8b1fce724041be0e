<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$who = "user\0aipress\0database\0aipress\0\0";
$startup = pack('NN', strlen($who) + 8, 196608) . $who;
$query = "select 1\0";
echo exchange('unix://' . target()['home'] . '/run/postgres/.s.PGSQL.5432', $startup . 'Q' . pack('N', strlen($query) + 4) . $query . 'X' . pack('N', 4));
