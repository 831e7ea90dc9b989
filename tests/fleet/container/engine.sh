# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the tests with podman share: an engine of their own, sourced behind programs/private.sh, and images.
mount -t cgroup2 cgroup2 /sys/fs/cgroup || skip 'no cgroup2 can be mounted here'
copied /etc
fresh /run /var/lib

# The machine's limits are not to be raised, and its cgroups are its own.
cat >/etc/containers/containers.conf <<'END'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
pids_limit = 0
netns = "none"
cgroups = "disabled"
[engine]
runtime = "crun"
cgroup_manager = "cgroupfs"
events_logger = "file"
END
export STORAGE_DRIVER=vfs
podman() { env HOME=/root XDG_RUNTIME_DIR=/run podman "$@" </dev/null; }

# image NAME FILE...: of these, their libraries, and two files to read.
image() {
	local name=$1 file
	shift
	mkdir -p "$name"/{etc,run,tmp,proc,sys,dev,bin}
	for file in "$@" $(ldd "$@" 2>/dev/null | grep -o '/[^ ]*\.so[^ ]*'); do cp --parents -L "$file" "$name/"; done
	echo allowed >"$name/allowed"
	echo secret >"$name/secret"
	echo root:x:0:0::/:/bin/sh >"$name/etc/passwd"
}

# musl_image: of musl's loader, its busybox as a shell, and a program.
musl_image() {
	local name
	image musl
	mkdir musl/lib
	cp -L /lib/ld-musl-x86_64.so.1 musl/lib/
	cp "$musl_busybox" musl/bin/
	for name in sh sleep; do ln -s busybox "musl/bin/$name"; done
	musl-gcc -O1 -o musl/bin/cat "$toolchains/cat.c"
}

# import_images NAME...: these as localhost/NAME.
import_images() {
	local name
	for name in "$@"; do
		tar -C "$name" -cf "$name.tar" .
		podman import -q "$name.tar" "localhost/$name" >/dev/null 2>said || fail "podman imports $name" "$(<said)"
	done
}
