#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What must not start, must not start without memory either, and must say something. The library is
# ours, but for memory that fails where it is asked to.
lib=$probes/probe_without_memory.so
echo secret >secret
everything=$(policy write_file /)

# sweep NAME VARIABLE=VALUE...
sweep() {
	local name=$1 setting n bad=''
	shift
	for setting in PROBE_FAIL_AT PROBE_FAIL_FROM; do
		for n in {1..40}; do
			run env LD_PRELOAD="$lib" "$setting=$n" "$@" "$probes/probe_malloc" secret
			[[ $status == 125 && $out == '' && $err == 'liblandlock_preload: error: '* ]] ||
				bad+="$setting=$n: $status $out $err"$'\n'
		done
	done
	is "$name" "$bad" ''
}
sweep 'broken syntax' LANDLOCK_POLICY='{"ruleset":['
sweep 'several unknown names' LANDLOCK_POLICY='{"a":1,"b":2,"ruleset":[{"handledAccessFs":["raed_file"]}],"c":3}'
sweep 'a missing file' LANDLOCK_POLICY="$work/none.json"
sweep 'a blank policy' LANDLOCK_POLICY=' '
sweep 'no policy' LANDLOCK_LAYERS=1
sweep 'a log level that is none' LANDLOCK_POLICY="$everything" LANDLOCK_LOG=all
sweep 'paths that are not there' LANDLOCK_POLICY="${everything/'"/"'/'"/none","/nor/this"'}"
sweep 'a policy that lets itself be changed, strictly' LANDLOCK_POLICY="$everything" LANDLOCK_STRICT=1

run "$probes/probe_malloc" secret
is 'without us the program runs' "$status ${out%$'\n'*}" '0 main: read'
finish
