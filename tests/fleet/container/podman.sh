#!/bin/bash
# SPDX-License-Identifier: MIT
# Images that know nothing of us, confined by `landlock-policy cdi` and podman: of glibc, of musl, of a glibc that is
# older than this machine's, and static. The tool, and the library for musl, are the build `musl` of ../../toolchains.
packages='podman crun uidmap catatonit busybox-static musl-tools python3 iproute2'
. "$(dirname "$0")/../../toolchains/lib.sh"
if [[ ! ${LANDLOCK_TESTS_PRIVATE-} ]] && type -P podman >/dev/null; then # as there is no network later
	need_zig
	build musl "$library" src/landlock-policy
	musl-busybox >/dev/null
	if [[ ! -d $builds/root-older ]]; then
		rm -rf "$builds/root-older.new"
		debian-root amd64 bullseye "$builds/root-older.new" coreutils >&2
		mv "$builds/root-older.new" "$builds/root-older"
	fi
fi
set +e
export LANDLOCK_POLICY_TOOL=$builds/musl/src/landlock-policy
musl_library=$builds/musl/$library musl_busybox=$(musl-busybox)
. "$(dirname "$0")/../../programs/private.sh"
. "$tests/fleet/container/engine.sh"
kind=example.org/landlock
mkdir -p /etc/cdi policies tree/{glibc,musl} home runtime
echo fleet:x:5000:5000::"$work/home":/bin/sh >>/etc/passwd
echo fleet:x:5000: >>/etc/group
echo fleet:100000:65536 | tee /etc/subuid >/etc/subgid
chown 5000:5000 home runtime
chmod 700 runtime
user_podman() { (cd / && setpriv --reuid 5000 --regid 5000 --clear-groups env HOME="$work/home" XDG_RUNTIME_DIR="$work/runtime" podman "$@" </dev/null); }

cp "$lib" tree/glibc/
cp "$musl_library" tree/musl/
cp "$LANDLOCK_POLICY_TOOL" tree/landlock-policy
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],
	"parent":["/usr","/bin","/lib","/lib64","/etc","/allowed"],"optional":true}]}' >policies/web.json
specification() {
	tree/landlock-policy cdi --kind $kind --library tree/glibc/liblandlock_preload.so --musl tree/musl/liblandlock_preload.so policies
}
run specification
is 'the specification' "$status $err" '0 '
cp .out /etc/cdi/landlock.json

image glibc /bin/bash /bin/cat /bin/sleep
ln -s bash glibc/bin/sh
image older
(cd "$builds/root-older" && cp --parents -L bin/cat lib/x86_64-linux-gnu/libc.so.6 "$work/older")
mkdir -p older/lib64
cp "$builds"/root-older/lib/x86_64-linux-gnu/ld-2.31.so older/lib64/ld-linux-x86-64.so.2
image static
cp /bin/busybox static/bin/cat
musl_image
import_images glibc older musl static
podman import -q -c 'ENV LD_PRELOAD=/nothing.so' -c 'ENV LANDLOCK_POLICY=/nothing' glibc.tar localhost/own >/dev/null 2>&1

# confined_by_podman NAME ARGUMENT...: `podman run` of these shows no secret with the device, and does so without.
confined_by_podman() {
	local name=$1
	shift
	run podman run --rm --device $kind=web "$@" cat /allowed /secret
	like "$name: confined" "$status ${out//$'\r'/} $err" '1 allowed *secret*Permission denied*'
	run podman run --rm "$@" cat /allowed /secret
	is "$name: not without us" "$status ${out//$'\r'/}" $'0 allowed\nsecret'
}
confined_by_podman 'an image of glibc' localhost/glibc
confined_by_podman 'an image of musl, by the same specification' localhost/musl
confined_by_podman 'an image of Debian 11' localhost/older
run podman run --rm --device $kind=web localhost/own cat /secret
like 'what the image says of the two variables does not count' "$status $out $err" '1  *secret*Permission denied*'
run podman run --rm --device $kind=web -e LD_PRELOAD= -e LANDLOCK_POLICY= localhost/glibc cat /secret
like 'what the command line says of them does not count' "$status $out $err" '1  *secret*Permission denied*'
confined_by_podman 'with little' --read-only --cap-drop all --security-opt no-new-privileges --user 1000 localhost/glibc
confined_by_podman 'other users' --uidmap 0:100000:65536 localhost/glibc
confined_by_podman 'a /run of its own' --tmpfs /run localhost/glibc
confined_by_podman 'behind an init, which is static' --init localhost/glibc
confined_by_podman 'as for systemd' --systemd=always localhost/glibc

# The same files as a tree, for engines without such devices.
make_tree="$tests/../src/packaging/make_tree"
run "$make_tree" landlock "$LANDLOCK_POLICY_TOOL" "$musl_library" "$lib"
is 'a tree of libraries that were taken for each other: not made' "$status $out $err" "1  make_tree: $musl_library is no library for libc.so.6"
run "$make_tree" landlock "$LANDLOCK_POLICY_TOOL" "$lib" "$musl_library"
is 'a tree' "$status $out $err" '0  '
for name in glibc older musl; do
	# shellcheck disable=SC2016 # for the loader
	run podman run --rm -v "$work/landlock:/run/landlock:ro" -v "$work/policies:/policies:ro" -e 'LD_PRELOAD=/run/landlock/$LIB/liblandlock_preload.so' \
		-e LANDLOCK_POLICY=/policies/web.json localhost/$name cat /allowed /secret
	like "$name, by the tree: confined" "$status $out $err" '1 allowed *secret*Permission denied*'
done

# By variables and a volume of containers.conf: each container, with all that is executed in it.
sed '/^\[containers\]/a env = ["LD_PRELOAD=/run/landlock/$LIB/liblandlock_preload.so", "LANDLOCK_POLICY=/policies/web.json"]
/^\[containers\]/a volumes = ["'"$work/landlock:/run/landlock:ro\", \"$work/policies"':/policies:ro"]' /etc/containers/containers.conf >every.conf
for name in glibc musl; do
	CONTAINERS_CONF=$work/every.conf run podman run -d --name "every-$name" "localhost/$name" sleep 600
	is "by containers.conf a container of $name starts" "$status $err" '0 '
	run podman exec "every-$name" cat /allowed /secret
	like "what is executed in it is confined" "$status $out $err" '1 allowed *secret*Permission denied*'
done
podman rm -f -t 0 every-glibc every-musl >/dev/null 2>&1
CONTAINERS_CONF=$work/every.conf run podman run --rm localhost/glibc cat /allowed /secret
like 'the container is, too' "$status $out $err" '1 allowed *secret*Permission denied*'
CONTAINERS_CONF=$work/every.conf run podman run --rm -e LD_PRELOAD= localhost/glibc cat /secret
is 'the command line can switch that off' "$status $out" '0 secret'

# What takes no preload, and what is executed later, is free; unless the launcher starts it, which is in each container.
static=$(podman image mount localhost/static)
tool target --library "$lib" "$static/bin/cat"
like 'target says beforehand that a static entrypoint takes no preload' "$status $out" '1 *: no*static*'
run podman run --rm --device $kind=web localhost/static cat /secret
is 'by the device alone a static entrypoint is free, silently' "$status $out $err" '0 secret '
# manual PATTERN: the command of the manual that begins so, as words, without its last.
manual() { eval "words=($(sed -n "s/^\.Dl \\$ \($1.*\) PROGRAM$/\1/p" "$tests/../src/share/man/landlock-preload-containers.7"))"; }
manual 'podman run '
by_launcher=("${words[@]}")
manual 'podman exec '
executed=("${words[@]/#CONTAINER/server}")
# confined_by_launcher IMAGE [WALL...]: the same, by the launcher; and these are its sandboxes.
confined_by_launcher() {
	words=("${by_launcher[@]/#IMAGE/localhost/$1}")
	run podman run -e LANDLOCK_REPORT=stderr -e LANDLOCK_LABEL="$1" "${words[@]:2}" cat /allowed /secret
	like "$1, by the launcher: confined" "$status $out $err" '1 allowed *secret*Permission denied*'
	like "$1, by the launcher: by these sandboxes" "$err" "*\"label\":\"$1\"*\"walls\":\[$2\]*"
}
confined_by_launcher static '"launcher"'
for name in glibc older musl; do confined_by_launcher $name '"launcher","preload"'; done

run podman run -d --name server --device $kind=web localhost/glibc sleep 600
is 'a container that stays' "$status $err" '0 '
run podman exec server cat /secret
is 'what is executed in it is free' "$status $out" '0 secret'
run "${executed[@]}" cat /allowed /secret
like 'what is executed in it by the launcher is confined' "$status $out $err" '1 allowed *secret*Permission denied*'
podman rm -f -t 0 server >/dev/null 2>&1

# Without privileges.
for name in glibc musl static; do
	user_podman import -q "$work/$name.tar" "localhost/$name" >/dev/null 2>said || fail "a user's podman imports $name" "$(<said)"
	words=("${by_launcher[@]/#IMAGE/localhost/$name}")
	run user_podman "${words[@]:1}" cat /allowed /secret
	like "a user's container, $name, by the launcher: confined" "$status $out $err" '1 allowed *secret*Permission denied*'
	[[ $name != static ]] || break
	run user_podman run --rm --device $kind=web "localhost/$name" cat /allowed /secret
	like "a user's container, $name: confined" "$status $out $err" '1 allowed *secret*Permission denied*'
	run user_podman run --rm "localhost/$name" cat /secret
	is "a user's container, $name: not without us" "$status $out" '0 secret'
done

# What starts nothing.
refuses() {
	run podman run --rm --device $kind="$3" localhost/glibc cat /allowed
	like "$1: no container starts" "$status $out $err" "$2  *$4*"
}
refuses 'an unknown device' 126 none 'unresolvable CDI devices'
/usr/bin/python3 - <<'END'
import json
profile = json.load(open("/usr/share/containers/seccomp.json"))
for group in profile["syscalls"]:
    group["names"] = [name for name in group["names"] if not name.startswith("landlock_")]
json.dump(profile, open("seccomp.json", "w"))
END
run podman run --rm --device $kind=web --security-opt seccomp="$work/seccomp.json" localhost/glibc cat /allowed
like 'a profile without the system calls of Landlock: nothing starts' "$status $out $err" '125  *let the landlock system calls through*'
echo '{' >policies/web.json
refuses 'a policy with a mistake' 125 web 'liblandlock_preload: error: /run/landlock/policy.json:'
specification >/dev/null 2>&1
is 'nor is there a specification then' $? 1
echo '{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/allowed"]}]}' >policies/web.json
tree/landlock-policy cdi --kind $kind --library tree/glibc/liblandlock_preload.so policies >/etc/cdi/landlock.json
run podman run --rm --device $kind=web localhost/musl cat /allowed
like 'without its build of the library nothing starts of musl' "$status $out $err" '127  *gnu_get_libc_version*'
confined_by_launcher musl '"launcher"'
rm tree/glibc/liblandlock_preload.so
refuses 'a library that is gone' 127 web 'liblandlock_preload.so'
finish
