#!/bin/bash
# SPDX-License-Identifier: MIT
# Chromium without a window and as an ordinary user, for its own sandbox; then pages and orders that lead out.
packages='chromium chromium-sandbox iproute2 procps python3 fonts-dejavu-core'
. "$(dirname "$0")/../private.sh"

# shows TEXT COMMAND...: COMMAND says TEXT. Chromium's exit status is 0 whether or not there was a page.
cat >"$work/shows" <<'END'
#!/bin/bash
said=$("${@:2}" 2>&1)
echo "$said"
[[ $said == *"$1"* ]]
END
# shows_or_fails TEXT GLOB COMMAND...: the same of a COMMAND that tries for ever after an error like GLOB, and is ended then.
cat >"$work/shows_or_fails" <<'END'
#!/bin/bash
said=''
while IFS= read -r line; do
	said+=$line$'\n'
	# shellcheck disable=SC2053
	[[ $said != $2 ]] || { kill "$!" && break; }
done < <(exec "${@:3}" 2>&1)
echo "$said"
[[ $said == *"$1"* ]]
END
# has_sandbox: a process that shows a page is in a user namespace of its own, and has a seccomp filter.
cat >"$work/has_sandbox" <<'END'
#!/bin/bash
for process in $(pgrep -f -- '--type=renderer'); do
	[[ $(readlink "/proc/$process/ns/user") == "$(readlink /proc/self/ns/user)" ]] || ! grep -q '^Seccomp:.2' "/proc/$process/status" || exit 0
done
exit 1
END
chmod 755 "$work/shows" "$work/shows_or_fails" "$work/has_sandbox"

exercise() {
	mkdir -p in out profile site "$work/$round/others"
	chown nobody out profile "$TMPDIR" "$work/$round/others"
	fresh /dev/shm
	cat >in/page.html <<-'END'
		<h1>Page</h1>
		<script>
		document.title = [3, 1, 2].sort().map(n => n * n).join();
		document.body.append('made by a script: ' + document.title);
		</script>
	END
	cat >site/page.html <<-'END'
		<canvas></canvas>
		<script>
		const request = new XMLHttpRequest();
		request.open('GET', '/numbers.json', false);
		request.send();
		document.cookie = 'visited=yes; max-age=1000';
		document.body.append('sum: ' + JSON.parse(request.response).reduce((a, b) => a + b) + '; ' + document.cookie);
		</script>
	END
	echo '[20, 22]' >site/numbers.json
	inside=()
	start client python3 -m http.server --bind 127.0.0.1 --directory site 80
	start client python3 -m http.server --bind 127.0.0.1 --directory site 8080
	until_true accepts 80
	until_true accepts 8080
	run_as nobody
	local chromium=(/usr/lib/chromium/chromium --headless --disable-gpu --disable-dev-shm-usage "--user-data-dir=$PWD/profile")
	local shows=(client "${inside[@]}" "$work/shows") page=file://$PWD/in/page.html
	local its=("${sandbox[@]}" "${chromium[@]}")

	works 'a page with a script' "${shows[@]}" 'made by a script: 1,4,9' "${its[@]}" --dump-dom "$page"
	works 'a site, with requests and cookies' "${shows[@]}" 'sum: 42; visited=yes' "${its[@]}" --dump-dom http://127.0.0.1/page.html
	works 'a picture of a page' "${chromium[@]}" --screenshot=out/page.png "$page"
	check "$round: it is a picture" grep -q IEND out/page.png
	works 'a page as PDF' "${chromium[@]}" --print-to-pdf=out/page.pdf "$page"
	check "$round: it is a document" grep -q '%%EOF' out/page.pdf
	works 'without its own sandbox' "${shows[@]}" 'made by a script' "${its[@]}" --no-sandbox --dump-dom "$page"
	start "${chromium[@]}" "$page"
	until_true "$work/has_sandbox"
	works 'its own sandbox, by namespaces and seccomp' client "$work/has_sandbox"
	kill "${servers[-1]}"
	wait "${servers[-1]}" # for the profile

	evidence='1 *ERR_ACCESS_DENIED*' denied 'a file as a page' "${shows[@]}" "$secret" "${its[@]}" --dump-dom "file://$outside/secret"
	evidence='1 *Failed to write file *planted.png: Permission denied*' denied 'a picture elsewhere' "${shows[@]}" 'bytes written' "${its[@]}" "--screenshot=$work/$round/others/planted.png" "$page"
	is "$round: what was planted" "$(ls "$work/$round/others")" "$([[ $round == confined ]] || echo planted.png)"
	min_abi=4 evidence='1 *ERR_NETWORK_ACCESS_DENIED*' denied 'another port' "${shows[@]}" 'sum: 42' "${its[@]}" --dump-dom http://127.0.0.1:8080/page.html
	local stuck='* failed?to?execvp*/usr/bin/env*'
	evidence=$stuck denied 'another program' client "${inside[@]}" "$work/shows_or_fails" 'made by a script' "$stuck" \
		"${its[@]}" --no-sandbox --no-zygote --renderer-cmd-prefix=/usr/bin/env --dump-dom "$page"
	# Not for want of a rule: there are no setuid programs in a sandbox.
	[[ $round != confined ]] || sed -i 's,"/usr/lib/chromium/chromium",&\, "/usr/lib/chromium/chrome-sandbox",' "$policy"
	evidence='*Failed to move to new namespace*peration not permitted*' denied 'the setuid sandbox of chromium-sandbox' \
		"${shows[@]}" 'made by a script' "${its[@]}" --disable-namespace-sandbox --dump-dom "$page"
}
prove exercise
