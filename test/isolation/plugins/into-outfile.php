<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

echo ask("SELECT 'We were here.' INTO OUTFILE '" . dirname(own()['database']['socket']) . "/hostile.txt'");
