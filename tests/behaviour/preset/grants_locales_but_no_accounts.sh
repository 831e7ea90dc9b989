#!/bin/bash
# needs: landlock chroot
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `locale`: the local time, translations and terminals; nothing else of /etc.
make_root cat date tee ls
mkdir -p root/etc root/usr/share/zoneinfo root/usr/share/locale/xx root/dev
# A time zone in which it is five hours later: RFC 8536, version 2, without transitions.
zone() { printf 'TZif2' && printf '\0%.0s' {1..34} && printf '\1\0\0\0\4\0\0\106\120\0\0XYZ\0'; }
(zone && zone && printf '\nXYZ-5\n') | tee root/etc/localtime root/usr/share/zoneinfo/Zone >root/usr/share/locale/xx/catalogue
echo 'root:x:0:0::/:/bin/sh' | tee root/etc/passwd root/etc/group >root/usr/share/secret

policy=$(presets locale)
confined "$policy" date -d @0 '+%H %Z'
is 'the local time' "$out $err" '05 XYZ '
confined "$policy" env TZ=Zone date -d @0 '+%H %Z'
like 'through a program that it may not start' "$status $err" '126 *'
confined "$policy" cat /usr/share/zoneinfo/Zone /usr/share/locale/xx/catalogue
is 'zones and catalogues' "$status $err" '0 '
denied 'accounts' cat /etc/passwd
denied 'groups' cat /etc/group
denied 'the rest of /usr/share' cat /usr/share/secret
denied 'the list of /etc' ls /etc
denied 'changing the zone' tee -a /etc/localtime
granted 'looking at the zone' ls /etc/localtime /usr/share/zoneinfo

policy=$(presets loader)
confined "$policy" date -d @0 '+%H %Z'
is 'without it: universal time' "$out" '00 UTC'
denied 'without it: no catalogue' cat /usr/share/locale/xx/catalogue

inside=()
lib=$work/bin/liblandlock_preload.so policy=$(presets locale)
granted 'a terminal by its name' tput -T xterm bold
confined "$(presets devices)" tput -T xterm bold
like 'without it: unknown' "$status $err" '[1-9]* *'

# The preset needs no other: the C library's own files are in it.
if [[ ! -d /usr/lib/locale/C.utf8 ]] || ! [[ $(LC_ALL=C.UTF-8 bash -c 'x=é; echo ${#x}') == 1 ]]; then
	skip_check 'a locale works with this preset alone' 'there is no C.UTF-8 among the files of the C library here'
else
	confined "$policy" LC_ALL=C.UTF-8 bash -c 'x=é; echo ${#x}'
	is 'a locale works with this preset alone' "$out $err" '1 '
	confined "$(presets devices)" LC_ALL=C.UTF-8 bash -c 'x=é; echo ${#x}'
	like 'without the preset there is no locale' "$out $err" '2 *cannot change locale*'
fi
convert=(iconv -f SHIFT_JIS -t UTF-8)
if [[ $(printf '\202\240' | "${convert[@]}" 2>/dev/null) != あ ]]; then
	skip_check 'conversions of the C library work with this preset alone' 'iconv knows no SHIFT_JIS here'
else
	printf '\202\240' >text
	policy=${policy%\}}',"pathBeneath":[{"allowedAccess":["read_file"],"parent":["text"]}]}'
	confined "$policy" "${convert[@]}" text
	is 'conversions of the C library work with this preset alone' "$out $err" 'あ '
fi
policy=$(presets locale)
library=$(ldd "$(type -P cat)" | grep -om1 '/[^ ]*libc\.[^ ]*')
[[ ! $library ]] || denied 'a library is none of these files' head -c 1 "$library"
finish
