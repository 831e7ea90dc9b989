#!/bin/bash
# SPDX-License-Identifier: MIT
# The example of a container image, built by hand: FROM and apt-get are files of this machine's nginx package
# in a folder; the other lines of the Dockerfile are done as they stand, by chroot.
packages='nginx curl iproute2 python3 procps'
. "$(dirname "$0")/../../programs/private.sh"
dockerfile=$examples/container/Dockerfile

make_root nginx sh mkdir sed cat id cp
inside=(chroot root)
mkdir -p root/{dev,etc,run,tmp,usr/local/sbin,var/{www/html,log/nginx,lib/nginx}} context
cp -a /etc/nginx root/etc/
cp /etc/{passwd,group} root/etc/
mkdir -p root/usr/share && cp -a /usr/share/nginx root/usr/share/
mknod -m 666 root/dev/null c 1 3
echo hello >root/var/www/html/index.html
echo secret >root/secret
ln -s /secret root/var/www/html/link
cp "$LANDLOCK_PRELOAD_LIBRARY" context/liblandlock_preload.so
cp "$LANDLOCK_POLICY_TOOL" context/landlock-policy
cp "$policies/nginx.json" context/nginx.json

# Whatever ENV says holds for all that comes after.
environment=()
execute() { run timeout 60 env -i "${environment[@]}" PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot root "$@"; }
while read -r instruction arguments; do
	case $instruction in
	RUN) [[ $arguments == apt-get* ]] || { execute sh -c "$arguments" && is "RUN $arguments" "$status $err" '0 '; } ;;
	COPY) mkdir -p "root${arguments##* }" && cp context/"${arguments% *}" "root${arguments##* }" ;;
	ENV) environment+=("$arguments") ;;
	ENTRYPOINT) mapfile -d '' -t entrypoint < <(/usr/bin/python3 -c 'import json, sys
print(*json.loads(sys.argv[1]), sep="\0", end="\0")' "$arguments") ;;
	FROM | EXPOSE | STOPSIGNAL | '#'* | '') ;;
	*) fail "a line that this test does not know: $instruction" ;;
	esac
done <"$dockerfile"

# It fails closed: without the library, with one that is none, and without the policy nginx does not start.
library=root/usr/local/lib/liblandlock_preload.so
# refuses NAME STATUS MESSAGE: of a start.
refuses() {
	execute "${entrypoint[@]}"
	like "$1: the container does not start" "$status $err" "$2 *$3*"
	check "$1: the container does not serve" eval '! accepts 80 2>/dev/null'
}
mv $library away
refuses 'no library' 125 'liblandlock_preload.so: cannot open: No such file or directory'
echo garbage >$library
refuses 'a damaged library' 125 'liblandlock_preload.so: not an ELF file'
target=$(sed -n '/^RUN .*landlock-policy target/s/^RUN //p' "$dockerfile")
execute sh -c "$target"
like 'an image with a damaged library is not built' "$status $out" '1 *: no: the library cannot be preloaded: not an ELF file*'
mv away $library
mv root/etc/landlock-preload/nginx.json away
refuses 'no policy' 125 'landlock-policy: error: /etc/landlock-preload/nginx.json: '
mv away root/etc/landlock-preload/nginx.json

setsid env -i "${environment[@]}" PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot root "${entrypoint[@]}" >server.out 2>server.err &
servers+=($!)
until_true accepts 80
is 'the container serves' "$(curl -s http://127.0.0.1/)" hello
check 'confined' grep -q '^NoNewPrivs:.1$' "/proc/${servers[0]}/status"
is 'a link out of the site: denied' "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1/link)" 403
check 'a link out of the site is denied by the kernel' grep -q '/link" failed (13: Permission denied)' root/var/log/nginx/error.log
execute sh -c 'cat /secret && echo changed >/secret && cat /secret'
is 'docker exec is not confined' "$status $out$err" $'0 secret\nchanged'
is 'the page behind the link is there without us' "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1/link)" 403
execute env LANDLOCK_POLICY=/etc/landlock-preload/nginx.json LD_PRELOAD=/usr/local/lib/liblandlock_preload.so cat /secret
like 'what is started as the entrypoint is, is confined' "$status $err" '1 *Permission denied*'
finish
