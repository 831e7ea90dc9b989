#!/bin/bash
# SPDX-License-Identifier: MIT
# The example of a container image, built by hand: FROM and apt-get are files of this machine's nginx package
# in a folder; the other lines of the Dockerfile are done as they stand, by chroot.
packages='nginx curl iproute2 python3 procps'
. "$(dirname "$0")/../private.sh"
dockerfile=$tests/programs/container/Dockerfile

make_root nginx sh mkdir sed cat id
inside=(chroot root)
mkdir -p root/{dev,etc,run,tmp,var/{www/html,log/nginx,lib/nginx}} context
cp -a /etc/nginx root/etc/
cp /etc/{passwd,group} root/etc/
mkdir -p root/usr/share && cp -a /usr/share/nginx root/usr/share/
mknod -m 666 root/dev/null c 1 3
echo hello >root/var/www/html/index.html
echo secret >root/secret
ln -s /secret root/var/www/html/link
cp "$LANDLOCK_PRELOAD_LIBRARY" context/liblandlock_preload.so
cp "$tests/programs/nginx/policy.json" context/nginx.json

# Whatever ENV says holds for all that comes after.
environment=()
while read -r instruction arguments; do
	case $instruction in
	RUN) [[ $arguments == apt-get* ]] || { run env -i "${environment[@]}" PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot root sh -c "$arguments" && is "RUN $arguments" "$status $err" '0 '; } ;;
	COPY) mkdir -p "root${arguments##* }" && cp context/"${arguments% *}" "root${arguments##* }" ;;
	ENV) environment+=("$arguments") ;;
	ENTRYPOINT) mapfile -d '' -t entrypoint < <(/usr/bin/python3 -c 'import json, sys
print(*json.loads(sys.argv[1]), sep="\0", end="\0")' "$arguments") ;;
	FROM | EXPOSE | STOPSIGNAL | '#'* | '') ;;
	*) fail "a line that this test does not know: $instruction" ;;
	esac
done <"$dockerfile"
execute() { run env -i "${environment[@]}" PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot root "$@"; }

setsid env -i "${environment[@]}" PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot root "${entrypoint[@]}" >server.out 2>server.err &
servers+=($!)
until_true accepts 80
is 'the container serves' "$(curl -s http://127.0.0.1/)" hello
check 'confined' grep -qz '^LANDLOCK_LAYERS=1$' "/proc/${servers[0]}/environ"
is 'a link out of the site: denied' "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1/link)" 403
check 'by the kernel' grep -q '/link" failed (13: Permission denied)' root/var/log/nginx/error.log
execute sh -c 'cat /secret && echo changed >/secret && cat /secret'
is 'docker exec is not confined' "$status $out$err" $'0 secret\nchanged'
is 'and the page behind the link is there without us' "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1/link)" 403
execute env LANDLOCK_POLICY=/etc/landlock-preload/nginx.json LD_PRELOAD=/usr/local/lib/liblandlock_preload.so cat /secret
like 'what is started as the entrypoint is, is confined' "$status $err" '1 *Permission denied*'
finish
