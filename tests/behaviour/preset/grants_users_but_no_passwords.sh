#!/bin/bash
# needs: landlock chroot
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `users`: names for numbers. Not what is secret about them.
make_root cat id ls tee
mkdir -p root/etc
echo 'ghost:x:4242:4242::/:/bin/sh' >root/etc/passwd
echo 'spirits:x:4242:' >root/etc/group
printf 'passwd: files\ngroup: files\n' >root/etc/nsswitch.conf
echo 'ghost:secret:::::::' | tee root/etc/shadow >root/etc/gshadow

policy=$(presets loader users)
confined "$policy" id ghost
is 'a name' "$status $out $err" '0 uid=4242(ghost) gid=4242(spirits) groups=4242(spirits) '
granted 'the accounts' cat /etc/passwd /etc/group
denied 'passwords' cat /etc/shadow
denied 'passwords of groups' cat /etc/gshadow
denied 'a new account' tee -a /etc/passwd
denied 'the list of /etc' ls /etc

policy=$(presets loader)
confined "$policy" id ghost
like 'without it: no name' "$status $err" '1 *no such user'
denied 'without it: no accounts' cat /etc/passwd
finish
