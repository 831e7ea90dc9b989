#!/bin/bash
# SPDX-License-Identifier: MIT
#
# `landlock-policy run` is in front of every start. An iostream anywhere in the tool would make the locales of the C++
# library before main() begins, at each of them.
. "$(dirname "$0")/../lib/lib.sh"

symbols=$(nm -C "$LANDLOCK_POLICY_TOOL" 2>/dev/null)
if [[ $symbols != *' main'* ]]; then
	skip_check 'the tool makes no locales' 'it is stripped'
else
	is 'the tool makes no locales' "$(grep -oE 'std::(__[a-z0-9_]+::)?(ios_base|locale)::\w+' <<<"$symbols" | sort -u)" ''
fi
finish
