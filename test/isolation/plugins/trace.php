<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

$attach = 'my $pid = 0 + shift; my $done = syscall(%d, 16, $pid, 0, 0); print $done == 0 ? "traced" : "refused: $!";';
echo program(['perl', '-e', sprintf($attach, php_uname('m') === 'x86_64' ? 101 : 117), (string) target()['pid']]);
