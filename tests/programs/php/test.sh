#!/bin/bash
# SPDX-License-Identifier: MIT
# A site in php: an upload, a session, a page that includes another one and has holes.
packages='php8.2-cli|php8.4-cli php-cli curl'
. "$(dirname "$0")/../lib.sh"

take_port 8000
exercise() {
	export PHP_FILES=$PWD/files
	mkdir site files
	cd site || return
	echo '<?php $title = "Hello"; ?>' >title.php
	cat >index.php <<-'END'
		<?php
		session_save_path(getenv("PHP_FILES"));
		session_start();
		include "title.php";
		$_SESSION["visits"] = ($_SESSION["visits"] ?? 0) + 1;
		if ($_FILES) move_uploaded_file($_FILES["f"]["tmp_name"], getenv("PHP_FILES") . "/" . basename($_FILES["f"]["name"])) or http_response_code(500);
		echo "$title, visit {$_SESSION["visits"]}, files: ", implode(" ", preg_grep('/^sess_/', array_diff(scandir(getenv("PHP_FILES")), [".", ".."]), PREG_GREP_INVERT)), date(", Y", 0);
	END
	cat >hole.php <<-'END'
		<?php
		ob_start();
		$done = eval("return " . $_POST["do"] . ";");
		if (!$done) { http_response_code(500); print_r(error_get_last()["message"] ?? ""); }
		print_r($done);
	END
	start php -d "opcache.lockfile_path=$TMPDIR" -S "127.0.0.1:${port[8000]}"
	until_true accepts "${port[8000]}"
	local url=http://127.0.0.1:${port[8000]}
	works 'a site with sessions' client curl -sS --fail-with-body -b "$TMPDIR/jar" -c "$TMPDIR/jar" "$url/"
	works 'an upload' client curl -sS --fail-with-body -b "$TMPDIR/jar" -c "$TMPDIR/jar" -F 'f=@title.php;filename=up.txt' "$url/"
	is "$round: second visit" "$out" 'Hello, visit 2, files: up.txt, 1970'
	check "$round: what was uploaded" cmp title.php ../files/up.txt
	works 'a script' php -r 'echo json_encode(["sum" => array_sum(range(1, 100))]), "\n";'
	is "$round: the sum" "$out" '{"sum":5050}'

	denied 'reading a secret for a visitor' client curl -sS --fail-with-body -F "do=file_get_contents('$outside/secret')" "$url/hole.php"
	denied 'writing outside' client curl -sS --fail-with-body -F "do=file_put_contents('$outside/planted', 'x')" "$url/hole.php"
	denied 'planting a page' client curl -sS --fail-with-body -F "do=file_put_contents('shell.php', 'x')" "$url/hole.php"
	evidence='*error: 500*' denied 'another program' client curl -sS --fail-with-body -F "do=proc_close(proc_open(['/usr/bin/true'], [], \$pipes)) === 0" "$url/hole.php"
	min_abi=4 denied 'a TCP connection' client curl -sS --fail-with-body -F "do=stream_socket_client('tcp://127.0.0.1:$listening')" "$url/hole.php"
	cd ..
}
prove exercise
