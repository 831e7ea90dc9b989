#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Load and time, on demand (a quarter of an hour): nginx under wrk and redis under redis-benchmark, confined and
# not, in turns; 2000 starts at once; 100,000 children of one confined shell. `load.sh --short`, which CI
# runs, does a little of each; `load.sh [--short] PART...` only some: nginx, redis, starts, children. What fails
# here are errors, leaks and missing enforcement, never speed: that is printed.
packages='nginx redis-server wrk dash iproute2 python3'
. "$(dirname "$0")/private.sh"
rounds=9 seconds=5 requests=200000 starts=2000 children=100000
if [[ ${1-} == --short ]]; then rounds=1 seconds=1 requests=20000 starts=400 children=4000 && shift; fi
parts=("$@")
((${#parts[@]})) || parts=(nginx redis starts children)

# compare NAME MEASURE: MEASURE free and MEASURE confined set `rate`, in turns; says the medians, the ratio
# of the rates in each round, and how far two measurements of the same server lie apart.
compare() {
	local round
	local -a free=() confined=()
	for ((round = 0; round < rounds; round++)); do
		for side in $( ((round % 2)) && echo confined free || echo free confined); do
			"$2" "$side"
			[[ $side == free ]] && free+=("$rate") || confined+=("$rate")
		done
	done
	/usr/bin/python3 - "$1" "${free[*]}" "${confined[*]}" <<'END'
import statistics, sys
name, free, confined = sys.argv[1], *([float(rate) for rate in side.split()] for side in sys.argv[2:])
ratios = sorted(one / other for one, other in zip(confined, free))
spread = (max(free) - min(free)) / statistics.median(free)
print(f"# {name}: free {statistics.median(free):.0f}/s, confined {statistics.median(confined):.0f}/s (medians of "
      f"{len(free)}); confined/free {statistics.median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f}); "
      f"free alone varies by {100 * spread:.0f} %")
END
}

# start_nginx PORT: in the sandbox of the moment.
start_nginx() {
	local folder=/etc/nginx/$1
	mkdir "$folder"
	sed "s,^pid .*,pid /run/nginx/$1.pid;,; s,/etc/nginx/sites-enabled/\*,$folder/site," /etc/nginx/nginx.conf >"$folder/nginx.conf"
	echo "server { listen $1; root /var/www; }" >"$folder/site"
	start nginx -g 'daemon off;' -c "$folder/nginx.conf"
	until_true accepts "$1"
}
nginx_rate() {
	local port=8080
	[[ $1 == free ]] || port=80
	run wrk -t 1 -c 32 -d "${seconds}s" "http://127.0.0.1:$port/page.html"
	check "nginx, $1: $seconds s under load without an error" \
		test "$status $(grep -cE 'Non-2xx|Socket errors' <<<"$out")" = '0 0'
	rate=$(sed -n 's/^Requests.sec: *//p' <<<"$out")
}
redis_rate() {
	local port=7000
	[[ $1 == free ]] || port=6379
	run redis-benchmark -p "$port" -n "$requests" -c 32 -r 100000 -t set --csv
	check "redis, $1: $requests requests without an error" test "$status $err" = '0 '
	rate=$(sed -n 's/^"SET","\([0-9.]*\)".*/\1/p' <<<"$out")
}

load_nginx() {
	name=nginx sandbox=()
	copied /etc/nginx
	fresh /var/www /var/log/nginx /var/lib/nginx /run
	mkdir /run/nginx
	head -c 4000 /dev/urandom >/var/www/page.html
	start_nginx 8080
	take_policy
	start_nginx 80
	compare nginx nginx_rate
	stop
}

load_redis() {
	name=redis sandbox=()
	fresh /var/lib/redis /var/log/redis /run
	mkdir /run/redis /var/lib/redis/free
	start redis-server --port 7000 --appendonly yes --dir /var/lib/redis/free
	take_policy
	start redis-server --port 6379 --appendonly yes --dir /var/lib/redis
	until_true accepts 7000
	until_true accepts 6379
	compare redis redis_rate
	stop
}

echo granted >granted
echo secret >secret
confinement=(env LD_PRELOAD="$lib" LANDLOCK_STRICT=1 LANDLOCK_POLICY='{"preloadVersion":1,"abi":'$((kernel_abi < 10 ? kernel_abi : 10))',
	"ruleset":[{"handledAccessFs":["abi.all"]}],"preset":["loader"],"pathBeneath":[
	{"allowedAccess":["execute","read_file"],"parent":["/bin/true"]},
	{"allowedAccess":["read_file"],"parent":["'"$work"'/granted"]}]}')

# Shells wait at a pipe, and then become so many confined programs at once.
load_starts() {
	local i waiting=()
	mkfifo gate
	mkdir statuses errors
	for ((i = 0; i < starts; i++)); do
		(
			: <gate
			"${confinement[@]}" cat granted secret
			echo $? >"statuses/$i"
		) >>results 2>"errors/$i" &
		waiting+=($!)
	done
	exec 9<>gate
	wait "${waiting[@]}"
	exec 9>&-
	is "$starts starts at once: each read what is granted, and nothing else" "$(sort results | uniq -c | tr -s ' ')" " $starts granted"
	is 'each was denied the secret' "$(cat errors/* | sort | uniq -c | tr -s ' ')" " $starts cat: secret: Permission denied"
	is 'each ended as cat does then' "$(cat statuses/* | sort | uniq -c | tr -s ' ')" " $starts 1"
}

# One shell, which runs as many children as it is told and then tries to read the secret; and what it holds
# after a tenth of them and at the end.
load_children() {
	local held_before resident_before
	coproc shell {
		exec "${confinement[@]}" dash -c 'while read -r count; do
			while [ "$count" -gt 0 ]; do
				/bin/true || exit 1
				(exit 3) && exit 1
				[ "$(: | { read -r line || echo end; })" = end ] || exit 1
				count=$((count - 5))
			done
			(read -r line <granted) || exit 1
			(read -r line <secret) && exit 1
			echo done
		done' 2>denials
	}
	shell_pid=$shell_PID
	run_children $((children / 10)) 1
	held_before=$(held) resident_before=$(resident)
	run_children $((children - children / 10)) 2
	is 'it holds no more descriptors and has mapped no more memory than before' "$(held)" "$held_before"
	# Pages that it had not touched before are no leak: a byte a child would be more.
	check 'and does not use more' test $(($(resident) - resident_before)) -le 64
}
run_children() {
	local answer
	echo "$1" >&"${shell[1]}"
	read -r answer <&"${shell[0]}"
	is "$1 children of one confined shell, the last of them confined" "$answer $(sort -u denials | wc -l) $(grep -c denied denials)" "done 1 $2"
}
held() { ls -l "/proc/$shell_pid/fd" | sed 1d | grep -o '[0-9]* ->.*'; grep VmData "/proc/$shell_pid/status"; }
resident() { sed -n 's/^RssAnon:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$shell_pid/status"; }

for part in "${parts[@]}"; do
	if declare -F "load_$part" >/dev/null; then "load_$part"; else fail "there is no part $part"; fi
done
finish
